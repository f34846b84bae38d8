// DRAM as a module: time by the DRAM model, bytes by physical memory.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tlm/bench.hpp"
#include "tlm/dram_target.hpp"

namespace vapa {
namespace {

constexpr double frequency = 2.0;
constexpr std::uint64_t memory_size = 1ULL << 30U;

DramConfig fixed(double nanoseconds) {
  DramConfig c;
  c.part = DramPart::fixed;
  c.latency = nanoseconds;
  return c;
}

struct System {
  Clock clock{frequency};
  PhysicalMemory memory{memory_size};
  Initiator foreign{"foreign", clock};
  FirstLevel above;
  DramTarget dram;

  explicit System(const DramConfig& config)
      : above("above", no_cache(), clock), dram("dram", config, frequency, memory, clock) {
    foreign.out.bind(dram.in);
    above.stage.below.socket.bind(dram.in);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
  static CacheConfig no_cache() {
    CacheConfig c;
    c.enabled = false;
    return c;
  }
};

TEST(DramTarget, AnswersInTheTimeOfTheDramModel) {
  System s(DramConfig{});
  Dram model(DramConfig{}, frequency, memory_size);
  Cycle now = 0;
  for (std::uint64_t i = 0; i < 2'000; ++i) {
    const std::uint64_t pa = i * 7'919 * 64 % memory_size;
    const bool write = i % 3 == 0;
    const MemoryAnswer answer =
        write ? s.above.write(pa, 64, Cause::kernel, now) : s.above.read(pa, 64, Cause::data, now);
    ASSERT_EQ(answer.latency,
              model.access(PhysAddr{pa}, 64, write, write ? Cause::kernel : Cause::data, now));
    ASSERT_EQ(answer.served, Served::memory);
    ASSERT_TRUE(answer.ok);
    now += i % 500;
  }
  EXPECT_EQ(s.dram.dram().stats().writes, model.stats().writes);
  EXPECT_EQ(s.dram.dram().stats().accesses, model.stats().accesses);
  EXPECT_EQ(s.dram.dram().stats().refresh_stalls, model.stats().refresh_stalls);
}

TEST(DramTarget, AWritebackIsAWriteToIt) {
  System s(fixed(50));
  s.above.stage.access(PhysAddr{0}, 64, Transfer::writeback, Cause::data, 0);
  EXPECT_EQ(s.dram.dram().stats().writes, 1U);
  EXPECT_EQ(s.dram.dram().stats().reads, 0U);
}

TEST(DramTarget, SaysThatItServed) {
  System s(fixed(50));
  Sideband sideband;
  sideband.served = Served::l1;
  s.foreign.payload.set_extension(&sideband);
  s.foreign.send(tlm::TLM_READ_COMMAND, 0);
  s.foreign.payload.clear_extension(&sideband);
  EXPECT_EQ(sideband.served, Served::memory);
}

// Caches carry tags: their transactions must leave the bytes alone.
TEST(DramTarget, TransactionsOfCachesMoveNoBytes) {
  System s(fixed(50));
  s.memory.write_word(PhysAddr{0x100}, 0x1122334455667788, 8);
  s.above.write(0x100, 8);
  s.above.stage.access(PhysAddr{0x100}, 64, Transfer::writeback, Cause::data, 0);
  EXPECT_EQ(s.memory.read_word(PhysAddr{0x100}, 8), 0x1122334455667788U);
  EXPECT_EQ(s.memory.resident_frames(), 1U);
}

TEST(DramTarget, AnOrdinaryTransactionMovesItsBytesInItsTime) {
  System s(fixed(50));
  s.foreign.data = {1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(s.foreign.send(tlm::TLM_WRITE_COMMAND, 0x2000), 100U) << "50 ns at 2 GHz";
  EXPECT_EQ(s.foreign.status(), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(s.memory.read_word(PhysAddr{0x2000}, 8), 0x0807060504030201U);
  s.memory.write_word(PhysAddr{0x2001}, 0xff, 1);
  EXPECT_EQ(s.foreign.send(tlm::TLM_READ_COMMAND, 0x2000), 100U);
  EXPECT_EQ(s.foreign.data[1], 0xff);
  EXPECT_EQ(s.foreign.data[7], 8);
}

TEST(DramTarget, OutsideMemoryIsAnAddressError) {
  System s(fixed(50));
  for (const std::uint64_t pa : {memory_size, memory_size - 4, ~std::uint64_t{0} - 3}) {
    EXPECT_EQ(s.foreign.send(tlm::TLM_WRITE_COMMAND, pa), 0U);
    EXPECT_EQ(s.foreign.status(), tlm::TLM_ADDRESS_ERROR_RESPONSE) << pa;
    EXPECT_FALSE(s.above.read(pa, 8).ok) << pa;
    EXPECT_EQ(s.foreign.out->transport_dbg(s.foreign.payload), 0U);
  }
  s.foreign.send(tlm::TLM_READ_COMMAND, memory_size - 8);
  EXPECT_EQ(s.foreign.status(), tlm::TLM_OK_RESPONSE) << "the last word is inside";
  EXPECT_EQ(s.dram.dram().stats().reads, 1U) << "refused ones do not count";
}

// TLM-2.0, byte enable and streaming width attributes: what a target cannot do it must refuse, not
// ignore.
TEST(DramTarget, ByteEnablesAndStreamingAreRefused) {
  System s(fixed(50));
  s.foreign.data = {1, 1, 1, 1, 1, 1, 1, 1};
  unsigned char enables = 0;
  s.foreign.payload.set_byte_enable_ptr(&enables);
  s.foreign.payload.set_byte_enable_length(1);
  s.foreign.send(tlm::TLM_WRITE_COMMAND, 0x1000);
  EXPECT_EQ(s.foreign.status(), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
  s.foreign.payload.set_byte_enable_ptr(nullptr);
  s.foreign.payload.set_streaming_width(4);
  s.foreign.send(tlm::TLM_WRITE_COMMAND, 0x1000);
  EXPECT_EQ(s.foreign.status(), tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_EQ(s.memory.resident_frames(), 0U) << "no byte was written";
}

TEST(DramTarget, DebugAccessesMoveBytesInNoTime) {
  System s(fixed(50));
  s.foreign.payload.set_address(0x3000);
  s.foreign.payload.set_command(tlm::TLM_WRITE_COMMAND);
  s.foreign.data = {9, 8, 7, 6, 5, 4, 3, 2};
  EXPECT_EQ(s.foreign.out->transport_dbg(s.foreign.payload), 8U);
  EXPECT_EQ(s.memory.read_word(PhysAddr{0x3000}, 8), 0x0203040506070809U);
  EXPECT_EQ(s.dram.dram().stats().writes, 0U);
}

}  // namespace
}  // namespace vapa
