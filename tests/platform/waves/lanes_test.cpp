#include "platform/waves/lanes.hpp"

#include <gtest/gtest.h>

namespace vapa {
namespace {

WaveLanes lanes(const TlbIn& in, const TlbOut& out) {
  return lanes_of(in, out, out, LookupEnd::none, 0);
}

TEST(Lanes, AnIdleCycleHasNoTexts) {
  const WaveLanes idle = lanes({}, {});
  EXPECT_EQ(idle.request + idle.lookup + idle.response + idle.miss + idle.fill + idle.flush, "");
  EXPECT_EQ(idle.differs, "");
}

TEST(Lanes, ARequestSaysWhetherItMoves) {
  TlbIn in;
  in.request = TlbRequest{VirtAddr{0x5008}, 3, Asid{1}, Op::store, {}};
  TlbOut out;
  EXPECT_EQ(lanes(in, out).request, "#3 store 5008 (held)");
  out.request_ready = true;
  EXPECT_EQ(lanes(in, out).request, "#3 store 5008");
}

TEST(Lanes, ALookupIsNamedByHowItEnds) {
  EXPECT_EQ(lanes_of({}, {}, {}, LookupEnd::hit, 7).lookup, "#7 hit");
  EXPECT_EQ(lanes_of({}, {}, {}, LookupEnd::merge, 7).lookup, "#7 merge");
  EXPECT_EQ(lanes_of({}, {}, {}, LookupEnd::stays, 7).lookup, "#7 stays");
}

TEST(Lanes, AnAnswerIsAnAddressOrAFault) {
  TlbOut out;
  out.response = TlbResponse{4, FaultKind::none, PhysAddr{0x8000005008}};
  EXPECT_EQ(lanes({}, out).response, "#4 8000005008");
  out.response = TlbResponse{4, FaultKind::rights, PhysAddr{0}};
  EXPECT_EQ(lanes({}, out).response, "#4 fault rights");
}

TEST(Lanes, AWalkIsAskedForAndFilled) {
  TlbIn in;
  TlbOut out;
  in.miss_ready = false;
  out.miss = TlbMiss{VirtAddr{0x5000}, 2, Asid{1}, Op::load, {}};
  EXPECT_EQ(lanes(in, out).miss, "walk 2 5000 (held)");
  in.fill = TlbFill{2, FaultKind::none, 1, 0x7f, PhysAddr{0x200000}};
  out.fill_ready = true;
  EXPECT_EQ(lanes(in, out).fill, "walk 2 2MiB 200000");
  in.fill->fault = FaultKind::not_present;
  EXPECT_EQ(lanes(in, out).fill, "walk 2 fault not-present");
}

TEST(Lanes, AFlushSaysWhatItNamesAndWhenItHasEnded) {
  TlbIn in;
  TlbOut out;
  out.flush_ready = true;
  in.flush = TlbFlush{};
  EXPECT_EQ(lanes(in, out).flush, "all");
  in.flush = TlbFlush{VirtAddr{0x5000}, Asid{3}};
  EXPECT_EQ(lanes(in, out).flush, "va 5000 asid 3");
  in.flush.reset();
  out.flush_done = true;
  EXPECT_EQ(lanes(in, out).flush, "done");
}

TEST(Lanes, WhatDiffersIsNamed) {
  TlbOut out;
  TlbOut twin;
  out.response = TlbResponse{4, FaultKind::none, PhysAddr{0x1000}};
  twin.response = TlbResponse{4, FaultKind::none, PhysAddr{0x2000}};
  twin.request_ready = true;
  EXPECT_EQ(lanes_of({}, out, twin, LookupEnd::none, 0).differs, "response, req_ready");
}

}  // namespace
}  // namespace vapa
