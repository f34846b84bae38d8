// What the judge of the channels says of single cycles; the latency, above all.

#include "cosim/protocol.hpp"

#include <gmock/gmock.h>

namespace vapa::cosim {
namespace {

using ::testing::HasSubstr;

const TlbRequest load{VirtAddr{0x5000}, 1, Asid{0}, Op::load, {}};

/// A device that takes everything at once.
TlbOut idle() {
  TlbOut out;
  out.request_ready = out.fill_ready = out.flush_ready = true;
  return out;
}

TlbIn asking() {
  TlbIn in;
  in.request = load;
  return in;
}

TlbOut answering() {
  TlbOut out = idle();
  out.response = TlbResponse{load.tag, FaultKind::none, PhysAddr{0x8000}};
  return out;
}

/// A request that is answered after so many cycles, `between` being what goes in in each of them.
std::string verdict(std::optional<unsigned> latency, unsigned cycles, const TlbIn& between = {}) {
  Capabilities capabilities;
  capabilities.latency = latency;
  Protocol protocol(capabilities);
  if (cycles == 0) return protocol.check(asking(), answering()).value_or("");
  if (auto wrong = protocol.check(asking(), idle())) return *wrong;
  for (unsigned i = 1; i < cycles; ++i) {
    if (auto wrong = protocol.check(between, idle())) return *wrong;
  }
  return protocol.check({}, answering()).value_or("");
}

TEST(Latency, IsExactWhenItIsGiven) {
  EXPECT_EQ(verdict(2, 2), "");
  EXPECT_THAT(verdict(2, 1), HasSubstr("answered after 1 cycles; nothing stalled, so 2"));
  EXPECT_THAT(verdict(2, 3), HasSubstr("answered after 3 cycles; nothing stalled, so 2"));
  EXPECT_EQ(verdict(0, 0), "");
  EXPECT_THAT(verdict(0, 1), HasSubstr("answered after 1 cycles"));
}

TEST(Latency, IsAnyWhenItIsNot) {
  for (unsigned cycles = 0; cycles < 9; ++cycles) EXPECT_EQ(verdict({}, cycles), "");
}

TEST(Latency, VariesWhileSomethingStalls) {
  TlbIn flush;
  flush.flush = TlbFlush{};
  EXPECT_EQ(verdict(2, 3, flush), "");
  TlbIn fill;
  fill.fill = TlbFill{};
  EXPECT_EQ(verdict(2, 3, fill), "");
}

TEST(Latency, VariesBehindARequestThatWasStalled) {
  Capabilities capabilities;
  capabilities.latency = 1;
  Protocol protocol(capabilities);
  TlbIn second = asking();
  second.request->tag = 2;
  TlbIn stall;
  stall.response_ready = false;
  EXPECT_EQ(protocol.check(asking(), idle()), std::nullopt);
  EXPECT_EQ(protocol.check(stall, answering()), std::nullopt);
  EXPECT_EQ(protocol.check(second, answering()), std::nullopt);
  EXPECT_EQ(protocol.check({}, idle()), std::nullopt);
  TlbOut late = answering();
  late.response->tag = 2;
  EXPECT_EQ(protocol.check({}, late), std::nullopt);
}

TEST(ACombinationalLookup, EitherHitsOrMisses) {
  Capabilities capabilities;
  capabilities.latency = 0;
  TlbOut silent = idle();
  silent.request_ready = false;
  EXPECT_THAT(Protocol(capabilities).check(asking(), silent).value_or(""),
              HasSubstr("neither hits nor misses"));
  TlbOut misses = silent;
  misses.miss = TlbMiss{load.va, 0, load.asid, load.op, load.mode};
  EXPECT_EQ(Protocol(capabilities).check(asking(), misses), std::nullopt);
  TlbOut untaken = answering();
  untaken.request_ready = false;
  EXPECT_THAT(Protocol(capabilities).check(asking(), untaken).value_or(""),
              HasSubstr("request_ready is low"));
}

}  // namespace
}  // namespace vapa::cosim
