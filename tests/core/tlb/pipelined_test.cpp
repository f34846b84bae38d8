// The pipelined TLB against its contract, rtl/README.md: cycle by cycle, by hand.

#include "core/tlb/pipelined_tlb.hpp"

#include <gtest/gtest.h>

namespace vapa {
namespace {

constexpr std::uint8_t everything = right_r | right_w | right_x | right_u | right_a | right_d;
constexpr VirtAddr page_a{0x1000};
constexpr VirtAddr page_b{0x200000};
const RightsMode user = RightsMode::of(7);

TlbRequest request(VirtAddr va, std::uint16_t tag, Op op = Op::load, Asid asid = Asid{1}) {
  return {va, tag, asid, op, user};
}

TlbFill found(std::uint8_t id, PhysAddr pa, std::uint8_t rights = everything) {
  return {id, FaultKind::none, 0, rights, pa};
}

TlbFill fault(std::uint8_t id, FaultKind kind) { return {id, kind, 0, 0, {}}; }

/// Drives the TLB a cycle at a time.
class PipelinedTlbTest : public testing::Test {
 protected:
  TlbOut cycle(TlbIn in = {}) {
    last_ = tlb_->eval(in);
    tlb_->tick();
    return last_;
  }
  TlbOut ask(const TlbRequest& r) {
    TlbIn in;
    in.request = r;
    return cycle(in);
  }
  TlbOut fill(const TlbFill& f) {
    TlbIn in;
    in.fill = f;
    return cycle(in);
  }
  TlbOut flush(std::optional<VirtAddr> va, std::optional<Asid> asid) {
    TlbIn in;
    in.flush = TlbFlush{va, asid};
    return cycle(in);
  }
  /// The next response, with the cycles waited for it.
  std::pair<TlbResponse, unsigned> answer() {
    for (unsigned waited = 1; waited < 20; ++waited) {
      if (const auto response = cycle().response) return {*response, waited};
    }
    ADD_FAILURE() << "no answer";
    return {};
  }
  /// Asks, walks and fills.
  void hold(VirtAddr va, PhysAddr pa, std::uint8_t rights = everything, Asid asid = Asid{1}) {
    ask(request(va, 9, Op::fetch, asid));
    cycle();
    const auto miss = cycle().miss;
    ASSERT_TRUE(miss);
    TlbFill f = found(miss->id, pa, rights);
    fill(f);
    answer();
  }
  bool holds(VirtAddr va, Asid asid = Asid{1}) {
    const std::uint64_t hits = tlb_->counts()->hits;
    ask(request(va, 8, Op::fetch, asid));
    cycle();
    const auto miss = cycle().miss;
    if (miss) {
      fill(fault(miss->id, FaultKind::not_present));
      answer();
    }
    return tlb_->counts()->hits > hits;
  }
  void use(const PipelinedTlbConfig& config) {
    tlb_ = std::make_unique<PipelinedTlb>(config, 1);
    tlb_->reset();
  }
  void SetUp() override { use({}); }

  std::unique_ptr<PipelinedTlb> tlb_;
  TlbOut last_;  ///< of the last cycle
};

TEST_F(PipelinedTlbTest, AnswersAHitAfterTwoCycles) {
  hold(page_a, PhysAddr{0x5000});
  EXPECT_TRUE(ask(request(page_a + 0x123, 3)).request_ready);
  EXPECT_FALSE(cycle().response);
  const TlbOut out = cycle();
  ASSERT_TRUE(out.response);
  EXPECT_EQ(*out.response, (TlbResponse{3, FaultKind::none, PhysAddr{0x5123}}));
}

TEST_F(PipelinedTlbTest, LooksUpOneRequestInEachCycle) {
  hold(page_a, PhysAddr{0x5000});
  for (std::uint16_t tag = 0; tag < 6; ++tag) {
    const TlbOut out = ask(request(page_a, tag));
    EXPECT_TRUE(out.request_ready);
    EXPECT_EQ(out.response.has_value(), tag >= 2);
    if (out.response) {
      EXPECT_EQ(out.response->tag, tag - 2);
    }
  }
}

TEST_F(PipelinedTlbTest, AsksForAWalkInTheCycleAfterTheLookup) {
  ask(request(page_a + 5, 3, Op::store));
  EXPECT_FALSE(cycle().miss);
  const TlbOut out = cycle();
  ASSERT_TRUE(out.miss);
  EXPECT_EQ(*out.miss, (TlbMiss{page_a, 0, Asid{1}, Op::store, user}));
}

TEST_F(PipelinedTlbTest, AnswersAMissThreeCyclesAfterItsFill) {
  ask(request(page_a + 5, 3));
  cycle();
  cycle();
  fill(found(0, PhysAddr{0x7000}));
  const TlbOut judged = cycle();
  EXPECT_FALSE(judged.request_ready) << "a waiter takes the place of a request";
  EXPECT_FALSE(judged.fill_ready) << "there is one buffer for fills";
  EXPECT_FALSE(judged.response);
  EXPECT_FALSE(cycle().response);
  EXPECT_EQ(cycle().response, (TlbResponse{3, FaultKind::none, PhysAddr{0x7005}}));
}

TEST_F(PipelinedTlbTest, HitsUnderAMiss) {
  hold(page_a, PhysAddr{0x5000});
  ask(request(page_b, 1));
  ask(request(page_a, 2));
  const auto [response, waited] = answer();
  EXPECT_EQ(response.tag, 2);
  EXPECT_EQ(waited, 2U);
}

TEST_F(PipelinedTlbTest, MergesASecondMissOnThePage) {
  ask(request(page_a, 1));
  ask(request(page_a + 8, 2, Op::store));
  cycle();
  cycle();
  EXPECT_FALSE(cycle().miss) << "one walk for both";
  fill(found(0, PhysAddr{0x7000}));
  EXPECT_EQ(answer().first, (TlbResponse{1, FaultKind::none, PhysAddr{0x7000}}));
  EXPECT_EQ(answer().first, (TlbResponse{2, FaultKind::none, PhysAddr{0x7008}}));
  EXPECT_EQ(tlb_->counts()->merges, 1U);
  EXPECT_EQ(tlb_->counts()->misses, 1U);
}

TEST_F(PipelinedTlbTest, WalksAgainForAWaiterThatTheWalkDoesNotAnswer) {
  ask(request(page_a, 1));
  ask(request(page_a, 2, Op::store));
  cycle();
  cycle();
  fill(found(0, PhysAddr{0x7000}, everything & ~right_d));  // the load's walk sets no dirty bit
  EXPECT_EQ(answer().first.tag, 1);
  const auto again = last_.miss;  // the second waiter was judged a cycle after the first
  ASSERT_TRUE(again);
  EXPECT_EQ(again->op, Op::store);
  EXPECT_EQ(tlb_->counts()->agains, 1U);
  fill(found(again->id, PhysAddr{0x7000}));
  EXPECT_EQ(answer().first, (TlbResponse{2, FaultKind::none, PhysAddr{0x7000}}));
}

TEST_F(PipelinedTlbTest, AFaultOfRightsAnswersOnlyItsOwnKindOfAccess) {
  ask(request(page_a, 1, Op::store));
  ask(request(page_a, 2, Op::load));
  cycle();
  cycle();
  fill(fault(0, FaultKind::rights));
  EXPECT_EQ(answer().first, (TlbResponse{1, FaultKind::rights, {}}));
  ASSERT_TRUE(last_.miss);
}

TEST_F(PipelinedTlbTest, AnAddressBeyondMemoryAnswersOnlyItsOwnKindOfAccess) {
  ask(request(page_a, 1, Op::load));
  ask(request(page_a, 2, Op::store));
  cycle();
  cycle();
  fill(fault(0, FaultKind::beyond_memory));
  EXPECT_EQ(answer().first, (TlbResponse{1, FaultKind::beyond_memory, {}}));
  ASSERT_TRUE(last_.miss) << "the store may have no right to be there";
}

TEST_F(PipelinedTlbTest, APageThatIsNotPresentAnswersEverybody) {
  ask(request(page_a, 1, Op::store));
  ask(request(page_a, 2, Op::load));
  cycle();
  cycle();
  fill(fault(0, FaultKind::not_present));
  EXPECT_EQ(answer().first.fault, FaultKind::not_present);
  EXPECT_EQ(answer().first.fault, FaultKind::not_present);
  EXPECT_FALSE(holds(page_a)) << "a fault is never installed";
}

TEST_F(PipelinedTlbTest, AFlushOvertakesAWalk) {
  ask(request(page_a, 1));
  cycle();
  cycle();
  flush(page_b, std::nullopt);  // another page: its size is not known yet
  EXPECT_TRUE(cycle().flush_done);
  fill(found(0, PhysAddr{0x7000}));
  EXPECT_EQ(answer().first, (TlbResponse{1, FaultKind::none, PhysAddr{0x7000}}));
  EXPECT_FALSE(holds(page_a));
}

TEST_F(PipelinedTlbTest, ARequestAfterTheFlushDoesNotMergeWithTheWalkBeforeIt) {
  ask(request(page_a, 1));
  cycle();
  cycle();
  flush(std::nullopt, Asid{1});
  ask(request(page_a, 2));
  cycle();
  const auto miss = cycle().miss;
  ASSERT_TRUE(miss);
  EXPECT_EQ(miss->id, 1);
}

TEST_F(PipelinedTlbTest, AFlushOfAnotherAddressSpaceOvertakesNothing) {
  ask(request(page_a, 1));
  cycle();
  cycle();
  flush(std::nullopt, Asid{2});
  fill(found(0, PhysAddr{0x7000}));
  answer();
  EXPECT_TRUE(holds(page_a));
}

TEST_F(PipelinedTlbTest, OfAFillAndAFlushInOneCycleTheFlushWins) {
  ask(request(page_a, 1));
  cycle();
  cycle();
  TlbIn both;
  both.fill = found(0, PhysAddr{0x7000});
  both.flush = TlbFlush{page_a, std::nullopt};
  cycle(both);
  answer();
  EXPECT_FALSE(holds(page_a));
}

TEST_F(PipelinedTlbTest, AFlushOfAnotherPageSparesTheFillOfItsCycle) {
  ask(request(page_a, 1));
  cycle();
  cycle();
  TlbIn both;
  both.fill = found(0, PhysAddr{0x7000});
  both.flush = TlbFlush{page_b, std::nullopt};
  cycle(both);
  answer();
  EXPECT_TRUE(holds(page_a));
}

TEST_F(PipelinedTlbTest, AFlushIsReadyAgainAfterItsDone) {
  EXPECT_TRUE(flush(std::nullopt, std::nullopt).flush_ready);
  const TlbOut done = flush(std::nullopt, std::nullopt);
  EXPECT_TRUE(done.flush_done);
  EXPECT_FALSE(done.flush_ready);
  EXPECT_TRUE(cycle().flush_ready);
}

TEST_F(PipelinedTlbTest, GlobalPagesStayWhenAnAddressSpaceIsNamed) {
  hold(page_a, PhysAddr{0x5000}, everything | right_g);
  flush(page_a, Asid{1});
  EXPECT_TRUE(holds(page_a, Asid{2}));
  flush(page_a, std::nullopt);
  EXPECT_FALSE(holds(page_a, Asid{2}));
}

TEST_F(PipelinedTlbTest, AStoreToACleanPageIsAMiss) {
  hold(page_a, PhysAddr{0x5000}, everything & ~right_d);
  ask(request(page_a, 3, Op::store));
  cycle();
  EXPECT_TRUE(cycle().miss);
}

TEST_F(PipelinedTlbTest, AStoreToACleanPageFaultsWhereSoftwareSetsTheBit) {
  PipelinedTlbConfig config;
  config.ad_update = false;
  use(config);
  hold(page_a, PhysAddr{0x5000}, everything & ~right_d);
  ask(request(page_a, 3, Op::store));
  EXPECT_EQ(answer().first.fault, FaultKind::accessed_dirty);
}

TEST_F(PipelinedTlbTest, AnAddressThatIsNotCanonicalFaultsWithoutAWalk) {
  ask(request(VirtAddr{0x0000'8000'0000'0000}, 3));
  const auto [response, waited] = answer();
  EXPECT_EQ(response.fault, FaultKind::non_canonical);
  EXPECT_EQ(waited, 2U);
  EXPECT_EQ(tlb_->counts()->hits + tlb_->counts()->misses, 0U);
}

TEST_F(PipelinedTlbTest, BlocksWhenNoMissEntryIsFreeAndGoesOnWhenOneIs) {
  PipelinedTlbConfig config;
  config.miss_entries = 1;
  config.waiters = 1;
  use(config);
  ask(request(page_a, 1));
  ask(request(page_b, 2));
  EXPECT_FALSE(cycle().request_ready);
  fill(found(0, PhysAddr{0x7000}));
  EXPECT_EQ(answer().first.tag, 1);
  const auto miss = cycle().miss;
  ASSERT_TRUE(miss);
  EXPECT_EQ(miss->page, page_b);
}

TEST_F(PipelinedTlbTest, AResponseAndAMissStayUntilTheyMove) {
  hold(page_a, PhysAddr{0x5000});
  ask(request(page_a, 1));
  ask(request(page_b, 2));
  TlbIn busy;
  busy.response_ready = false;
  busy.miss_ready = false;
  const TlbOut first = cycle(busy);
  EXPECT_FALSE(first.request_ready) << "the lookup behind the response stays";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(cycle(busy).response, first.response);
  EXPECT_EQ(cycle().response, first.response);
  const auto miss = cycle(busy).miss;
  ASSERT_TRUE(miss);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(cycle(busy).miss, miss);
}

TEST_F(PipelinedTlbTest, AFillThatNobodyWaitsForHasNoEffect) {
  fill(found(2, PhysAddr{0x7000}));
  EXPECT_FALSE(cycle().response);
  EXPECT_FALSE(holds(page_a));
}

TEST_F(PipelinedTlbTest, ResetEmptiesIt) {
  hold(page_a, PhysAddr{0x5000});
  tlb_->reset();
  EXPECT_FALSE(holds(page_a));
  EXPECT_EQ(tlb_->counts()->hits, 0U);
}

}  // namespace
}  // namespace vapa
