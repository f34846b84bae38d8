// The entry contract of docs and header, sentence by sentence.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "core/tlb/make.hpp"

namespace vapa {
namespace {

TEST(TlbContract, AnEmptyTlbMisses) {
  Tlb tlb(tlb_of(16, 4, three_sizes()), 1);
  for (const std::uint64_t va : {std::uint64_t{0}, 4 * kib, ~std::uint64_t{0}}) {
    for (const std::uint16_t asid : Asids{0, 1, 0xffff}) {
      EXPECT_EQ(load(tlb, va, asid), Verdict::miss);
      EXPECT_FALSE(holds_page(tlb, va, asid));
      EXPECT_EQ(tlb.page_of(VirtAddr{va}, Asid{asid}), std::nullopt);
    }
  }
}

// "probes, for each page size s that the TLB holds, set (VA >> s) mod sets"
TEST(TlbContract, APageLiesInTheSetOfItsNumberModuloSets) {
  for (const unsigned shift : {12U, 21U, 30U}) {
    for (std::uint64_t number = 0; number < 64; ++number) {
      Tlb tlb(tlb_of(32, 2, three_sizes()), 1);
      map(tlb, number << shift, 0, shift);
      const auto entries = entries_of(tlb);
      ASSERT_EQ(entries.size(), 1U);
      EXPECT_EQ(entries[0].set, number % 16) << shift;
      EXPECT_EQ(entries[0].way, 0U);
    }
  }
}

TEST(TlbContract, AFillTakesTheFirstFreeWay) {
  Tlb tlb(tlb_of(4, 4), 1);
  for (std::uint64_t page = 0; page < 4; ++page) map(tlb, page * 4 * kib, 0);
  tlb.invalidate({VirtAddr{4 * kib}, std::nullopt, false});
  tlb.invalidate({VirtAddr{12 * kib}, std::nullopt, false});
  EXPECT_FALSE(map(tlb, 16 * kib, 0).has_value());
  EXPECT_THAT(
      entries_of(tlb),
      testing::Contains(testing::AllOf(
          testing::Field(&Tlb::View::way, 1U),
          testing::Field(&Tlb::View::leaf, testing::Field(&Leaf::va, VirtAddr{16 * kib})))));
}

// "sizes share the entries": no entry is set aside for a size.
TEST(TlbContract, PageSizesShareTheEntries) {
  Tlb tlb(tlb_of(4, 4, three_sizes()), 1);
  for (std::uint64_t page = 0; page < 4; ++page) map(tlb, page * 4 * kib, 0);
  EXPECT_TRUE(map(tlb, gib, gib, 30).has_value());
  EXPECT_TRUE(map(tlb, 2 * gib, 2 * gib, 30).has_value());
  EXPECT_TRUE(map(tlb, 3 * gib, 2 * mib, 21).has_value());
  EXPECT_FALSE(holds_page(tlb, 0) || holds_page(tlb, 4 * kib) || holds_page(tlb, 8 * kib));
  EXPECT_TRUE(holds_page(tlb, 12 * kib) && holds_page(tlb, gib) && holds_page(tlb, 3 * gib));
}

TEST(TlbContract, AHitTranslatesEveryByteOfThePageAndNoOther) {
  for (const unsigned shift : {12U, 21U, 30U}) {
    Tlb tlb(tlb_of(8, 2, three_sizes()), 1);
    const std::uint64_t size = std::uint64_t{1} << shift;
    const std::uint64_t va = 5 * size;
    const std::uint64_t pa = 0x12'3456'7890 >> shift << shift;
    map(tlb, va + size / 3, pa, shift);
    for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{1}, size / 2, size - 1}) {
      const Lookup found = tlb.lookup(VirtAddr{va + offset}, user(), Op::load);
      EXPECT_EQ(found.verdict, Verdict::allowed);
      EXPECT_EQ(found.pa, PhysAddr{pa + offset});
    }
    EXPECT_EQ(load(tlb, va - 1), Verdict::miss);
    EXPECT_EQ(load(tlb, va + size), Verdict::miss);
  }
}

// "A leaf larger than any held size is cut to the largest one held"
TEST(TlbContract, ALargerLeafIsCutToTheLargestSizeHeld) {
  Tlb tlb(tlb_of(16, 4, {Bytes{4 * kib}, Bytes{2 * mib}}), 1);
  const std::uint64_t va = 3 * gib + 5 * 2 * mib + 0x1234;
  map(tlb, va, 7 * gib, 30);
  const auto entries = entries_of(tlb);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].leaf.shift, 21);
  EXPECT_EQ(entries[0].mapped_shift, 30);
  EXPECT_EQ(entries[0].leaf.va, VirtAddr{3 * gib + 5 * 2 * mib});
  EXPECT_EQ(entries[0].leaf.pa, PhysAddr{7 * gib + 5 * 2 * mib});
  EXPECT_EQ(tlb.lookup(VirtAddr{va}, user(), Op::load).pa,
            PhysAddr{7 * gib + 5 * 2 * mib + 0x1234});
  EXPECT_EQ(load(tlb, va + 2 * mib), Verdict::miss) << "the next fragment is not there";
}

TEST(TlbContract, ALeafBetweenTwoHeldSizesIsCutToTheSmaller) {
  Tlb tlb(tlb_of(16, 4, {Bytes{4 * kib}, Bytes{gib}}), 1);
  map(tlb, 2 * mib + 0x5000, 64 * mib, 21);
  const auto entries = entries_of(tlb);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].leaf.shift, 12);
  EXPECT_EQ(entries[0].leaf.va, VirtAddr{2 * mib + 0x5000});
  EXPECT_EQ(entries[0].leaf.pa, PhysAddr{64 * mib + 0x5000});
}

TEST(TlbContract, APageSmallerThanEverySizeHeldIsNotInstalled) {
  Tlb tlb(tlb_of(16, 4, {Bytes{2 * mib}, Bytes{gib}}), 1);
  EXPECT_FALSE(tlb.holds(12));
  EXPECT_FALSE(tlb.holds(20));
  EXPECT_TRUE(tlb.holds(21));
  EXPECT_TRUE(tlb.holds(25));
  EXPECT_TRUE(tlb.holds(30));
  EXPECT_FALSE(map(tlb, 0x1000, 0x2000).has_value());
  EXPECT_FALSE(map(tlb, 0x1000, 0x2000, 20).has_value());
  EXPECT_TRUE(entries_of(tlb).empty());
}

// "the entry keeps its mapped size, so that invalidating any address of the page removes every
// fragment"
TEST(TlbContract, InvalidatingAnyAddressOfAPageRemovesEveryFragment) {
  Tlb tlb(tlb_of(64, 4), 1);
  for (std::uint64_t piece = 0; piece < 20; ++piece) map(tlb, 2 * mib + piece * 4 * kib, 0, 21);
  map(tlb, 4 * mib, 0, 21);
  map(tlb, mib, 0);
  EXPECT_EQ(tlb.invalidate({VirtAddr{4 * mib - 1}, std::nullopt, false}), 20U);
  EXPECT_TRUE(holds_page(tlb, 4 * mib) && holds_page(tlb, mib));
}

// "Rights, accessed and dirty are judged on every hit against the request's context."
TEST(TlbContract, RightsAreJudgedOnEveryHit) {
  Tlb tlb(tlb_of(16, 4), 1);
  map(tlb, 0x1000, 0x5000, 12, right_r | right_u | right_a | right_d);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(), Op::load).verdict, Verdict::allowed);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(), Op::store).verdict, Verdict::denied);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(), Op::rmw).verdict, Verdict::denied);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(), Op::fetch).verdict, Verdict::denied);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, supervisor(), Op::fetch).verdict, Verdict::denied);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(), Op::load).verdict, Verdict::allowed);
}

TEST(TlbContract, AccessedAndDirtyAreJudgedOnEveryHit) {
  Tlb tlb(tlb_of(16, 4), 1);
  map(tlb, 0x1000, 0x5000, 12, right_r | right_w | right_u);
  map(tlb, 0x2000, 0x6000, 12, right_r | right_w | right_u | right_a);
  EXPECT_EQ(load(tlb, 0x1000), Verdict::set_accessed);
  EXPECT_EQ(load(tlb, 0x2000), Verdict::allowed);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x2000}, user(), Op::store).verdict, Verdict::set_dirty);
  map(tlb, 0x2000, 0x6000, 12, user_rw);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x2000}, user(), Op::store).verdict, Verdict::allowed);
}

TEST(TlbContract, AHitSaysThePhysicalAddressWhateverTheVerdict) {
  Tlb tlb(tlb_of(16, 4), 1);
  map(tlb, 0x1000, 0x5000, 12, right_r | right_u);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1abc}, user(), Op::store).pa, PhysAddr{0x5abc});
}

// "A fill removes what it overlaps."
TEST(TlbContract, AFillOfALargePageRemovesTheSmallOnesInside) {
  Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
  for (std::uint64_t page = 0; page < 8; ++page) map(tlb, 2 * mib + page * 4 * kib, 0);
  map(tlb, 4 * mib, 0);
  map(tlb, mib, 0);
  map(tlb, 2 * mib + 0x7000, gib, 21);
  EXPECT_EQ(entries_of(tlb).size(), 3U);
  EXPECT_EQ(tlb.lookup(VirtAddr{2 * mib}, user(), Op::load).pa, PhysAddr{gib});
}

TEST(TlbContract, AFillOfASmallPageRemovesTheLargeOneAroundIt) {
  Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
  map(tlb, gib, 0, 30);
  map(tlb, gib + 5 * mib, 0x7000);
  EXPECT_EQ(entries_of(tlb).size(), 1U);
  EXPECT_EQ(load(tlb, gib), Verdict::miss);
}

TEST(TlbContract, AFillLeavesOtherAddressSpacesAlone) {
  Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
  map(tlb, 0x1000, 0x1000, 12, user_rwx, 1);
  map(tlb, 0x1000, 0x2000, 12, user_rwx, 2);
  map(tlb, 0, 2 * mib, 21, user_rwx, 3);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(1), Op::load).pa, PhysAddr{0x1000});
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(2), Op::load).pa, PhysAddr{0x2000});
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(3), Op::load).pa, PhysAddr{2 * mib + 0x1000});
}

TEST(TlbContract, AFillOfTheSamePageRefreshesItWhereItIs) {
  Tlb tlb(tlb_of(4, 4), 1);
  for (std::uint64_t page = 0; page < 4; ++page) map(tlb, page * 4 * kib, 0);
  EXPECT_FALSE(map(tlb, 4 * kib, 0x9000, 12, user_rw).has_value());
  const auto entries = entries_of(tlb);
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(entries[1].leaf, leaf_at(4 * kib, 0x9000, 12, user_rw));
  EXPECT_EQ(entries[1].way, 1U);
}

TEST(TlbContract, ARefreshCountsAsAUse) {
  Tlb tlb(tlb_of(2, 2), 1);
  map(tlb, 0x1000, 0);
  map(tlb, 0x2000, 0);
  map(tlb, 0x1000, 0);
  EXPECT_EQ(map(tlb, 0x3000, 0)->va, VirtAddr{0x2000});
}

TEST(TlbContract, AFillReturnsWhatItReplaced) {
  Tlb tlb(tlb_of(1, 1), 1);
  EXPECT_FALSE(map(tlb, 0x1000, 0x8000, 12, user_rw | right_g, 3).has_value());
  EXPECT_EQ(map(tlb, 0x2000, 0x9000), leaf_at(0x1000, 0x8000, 12, user_rw | right_g, 3));
}

TEST(TlbContract, WhatAFillOverlapsIsRemovedBeforeAVictimIsSought) {
  Tlb tlb(tlb_of(2, 2, {Bytes{4 * kib}, Bytes{2 * mib}}), 1);
  map(tlb, 2 * mib, 0);
  map(tlb, 0, 0);
  EXPECT_FALSE(map(tlb, 2 * mib, 0, 21).has_value()) << "the overlapped entry's way is free";
  EXPECT_TRUE(holds_page(tlb, 0));
}

// "Replacement state moves only when the access is allowed."
TEST(TlbContract, OnlyAnAllowedAccessMovesTheReplacementState) {
  const auto victim_after = [](std::uint8_t rights, Op op) {
    Tlb tlb(tlb_of(2, 2), 1);
    map(tlb, 0x1000, 0, 12, rights);
    map(tlb, 0x2000, 0);
    tlb.lookup(VirtAddr{0x1000}, user(), op);
    return map(tlb, 0x3000, 0)->va.value;
  };
  constexpr std::uint8_t read_only = right_r | right_u | right_a | right_d;
  constexpr std::uint8_t clean = right_r | right_w | right_u | right_a;
  constexpr std::uint8_t untouched = right_r | right_w | right_u;
  EXPECT_EQ(victim_after(read_only, Op::load), 0x2000U);
  EXPECT_EQ(victim_after(read_only, Op::store), 0x1000U) << "denied";
  EXPECT_EQ(victim_after(clean, Op::store), 0x1000U) << "set_dirty";
  EXPECT_EQ(victim_after(untouched, Op::load), 0x1000U) << "set_accessed";
}

TEST(TlbContract, AProbeAnswersLikeALookupAndMovesNothing) {
  Tlb tlb(tlb_of(2, 2), 1);
  map(tlb, 0x1000, 0);
  map(tlb, 0x2000, 0);
  for (int i = 0; i < 5; ++i) {
    const Lookup probed = tlb.probe(VirtAddr{0x1008}, user(), Op::load);
    EXPECT_EQ(probed.verdict, Verdict::allowed);
    EXPECT_EQ(probed.pa, PhysAddr{8});
  }
  EXPECT_EQ(map(tlb, 0x3000, 0)->va, VirtAddr{0x1000}) << "the probed page is still the oldest";
}

TEST(TlbContract, PageOfGivesTheWholePageOfAFragment) {
  Tlb tlb(tlb_of(16, 4), 1);
  const Leaf page = leaf_at(6 * mib, 32 * mib, 21, user_rw, 4);
  tlb.fill(page, VirtAddr{6 * mib + 0x1f'4321});
  EXPECT_EQ(tlb.page_of(VirtAddr{6 * mib + 0x1f'4fff}, Asid{4}), page);
  EXPECT_EQ(tlb.page_of(VirtAddr{6 * mib}, Asid{4}), std::nullopt) << "a fragment not held";
  EXPECT_EQ(tlb.page_of(VirtAddr{6 * mib + 0x1f'4321}, Asid{5}), std::nullopt);
}

// What page_of() is for: a first level filled from the second forgets the page as a whole.
TEST(TlbContract, AFirstLevelFilledFromAFragmentInvalidatesTheWholePage) {
  Tlb second(tlb_of(64, 4), 1);
  Tlb first(tlb_of(8, 8), 1);
  for (const std::uint64_t va : {2 * mib, 2 * mib + 0x3000}) {
    map(second, va, 0, 21);
    first.fill(*second.page_of(VirtAddr{va}, Asid{0}), VirtAddr{va});
  }
  EXPECT_EQ(first.invalidate({VirtAddr{4 * mib - 1}, std::nullopt, false}), 2U);
}

// A first level that holds larger pages than the second gets them whole.
TEST(TlbContract, AFirstLevelWithLargerPagesHoldsThemWhole) {
  Tlb second(tlb_of(64, 4), 1);
  Tlb first(tlb_of(8, 8, {Bytes{4 * kib}, Bytes{2 * mib}}), 1);
  map(second, 2 * mib + 0x3000, 64 * mib, 21);
  first.fill(*second.page_of(VirtAddr{2 * mib + 0x3000}, Asid{0}), VirtAddr{2 * mib + 0x3000});
  EXPECT_EQ(first.lookup(VirtAddr{4 * mib - 1}, user(), Op::load).pa, PhysAddr{66 * mib - 1});
}

TEST(TlbContract, HeldSizesAreListedInAscendingOrderWithoutRepetition) {
  Tlb tlb(tlb_of(16, 4, {Bytes{gib}, Bytes{4 * kib}, Bytes{gib}, Bytes{2 * mib}}), 1);
  EXPECT_THAT(tlb.held_shifts(), testing::ElementsAre(12, 21, 30));
  EXPECT_EQ(tlb.sets(), 4U);
  EXPECT_EQ(tlb.ways(), 4U);
}

TEST(TlbContract, RandomReplacementFollowsItsSeed) {
  const auto victims = [](std::uint64_t seed) {
    Tlb tlb(tlb_of(16, 16, {Bytes{4 * kib}}, Replacement::random), seed);
    std::vector<std::uint64_t> list;
    for (std::uint64_t page = 0; page < 500; ++page) {
      if (const auto victim = map(tlb, page * 4 * kib, 0)) list.push_back(victim->va.value);
    }
    return list;
  };
  EXPECT_EQ(victims(3), victims(3));
  EXPECT_NE(victims(3), victims(4));
}

}  // namespace
}  // namespace vapa
