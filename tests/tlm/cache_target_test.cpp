// A cache as the target of an initiator that knows nothing of vapa.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tlm/bench.hpp"

namespace vapa {
namespace {

constexpr Cycle l2_latency = 12;
constexpr Cycle memory_latency = 100;

/// A plain TLM initiator - L2 of one line - memory.
struct Foreign {
  Clock clock{1.0};
  Initiator initiator{"initiator", clock};
  CacheLevel l2;
  FixedMemory memory{"memory", clock};

  Foreign() : l2("l2", shape<LowerCacheConfig>(64, 1, l2_latency), Served::l2, 1, clock) {
    initiator.out.bind(l2.in);
    l2.out().bind(memory.in);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
};

TEST(CacheAsTarget, AnOrdinaryTransactionMovesItsBytesAndItsTime) {
  Foreign s;
  s.initiator.data = {1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(s.initiator.send(tlm::TLM_WRITE_COMMAND, 0x108), l2_latency + memory_latency);
  EXPECT_TRUE(s.initiator.payload.is_response_ok());
  EXPECT_EQ(s.memory.bytes[0x109], 2);
  s.initiator.data = {};
  EXPECT_EQ(s.initiator.send(tlm::TLM_READ_COMMAND, 0x108), l2_latency);
  EXPECT_TRUE(s.initiator.payload.is_response_ok());
  EXPECT_EQ(s.initiator.data[7], 8);
  const CacheStats& stats = s.l2.stage().cache().stats();
  EXPECT_THAT(stats.accesses, testing::ElementsAre(2, 0, 0, 0));
  s.initiator.send(tlm::TLM_READ_COMMAND, 0x1000);
  EXPECT_EQ(stats.writebacks, 1U) << "the write had made the line dirty";
}

TEST(CacheAsTarget, AnOrdinaryTransactionOutsideMemoryIsAnAddressError) {
  Foreign s;
  s.memory.size = 0x1000;
  s.initiator.send(tlm::TLM_READ_COMMAND, 0x2000);
  EXPECT_EQ(s.initiator.payload.get_response_status(), tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

// TLM-2.0, byte enable and streaming width attributes: what a target cannot do it must refuse, not
// ignore.
TEST(CacheAsTarget, ByteEnablesAndStreamingAreRefused) {
  Foreign s;
  s.initiator.data = {1, 1, 1, 1, 1, 1, 1, 1};
  unsigned char enables = 0;
  s.initiator.payload.set_byte_enable_ptr(&enables);
  s.initiator.payload.set_byte_enable_length(1);
  s.initiator.send(tlm::TLM_WRITE_COMMAND, 0x1000);
  EXPECT_EQ(s.initiator.status(), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
  s.initiator.payload.set_byte_enable_ptr(nullptr);
  s.initiator.payload.set_streaming_width(4);
  s.initiator.send(tlm::TLM_WRITE_COMMAND, 0x1000);
  EXPECT_EQ(s.initiator.status(), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(s.memory.bytes[0x1000], 0);
  EXPECT_FALSE(s.l2.stage().cache().contains(PhysAddr{0x1000}));
}

TEST(CacheAsTarget, DebugAccessesPassTheCacheBy) {
  Foreign s;
  s.memory.bytes[0x10] = 77;
  s.initiator.payload.set_command(tlm::TLM_READ_COMMAND);
  s.initiator.payload.set_address(0x10);
  EXPECT_EQ(s.initiator.out->transport_dbg(s.initiator.payload), 8U);
  EXPECT_EQ(s.initiator.data[0], 77);
  EXPECT_TRUE(s.memory.seen.empty());
  EXPECT_FALSE(s.l2.stage().cache().contains(PhysAddr{0x10}));
}

}  // namespace
}  // namespace vapa
