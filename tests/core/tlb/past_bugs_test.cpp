// Faults that TLBs of open processors and their models have had, each as a test of this one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "core/tlb/make.hpp"

namespace vapa {
namespace {

unsigned matches(const Tlb& tlb, std::uint64_t va, std::uint16_t asid) {
  unsigned count = 0;
  for (const Tlb::View& v : entries_of(tlb)) {
    count += v.leaf.va == VirtAddr{va}.align_down(v.leaf.shift) &&
             (v.leaf.global() || v.leaf.asid.value == asid);
  }
  return count;
}

// rocket-chip 2534: a refill in the cycle of a flush survived it. Here a flush is complete when it
// returns, and what it removed is not found through any memo of an earlier lookup.
TEST(PastBugs, NothingFlushedIsFoundThroughAMemo) {
  Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
  for (const unsigned shift : {12U, 21U, 30U}) {
    map(tlb, gib, gib, shift);
    ASSERT_EQ(load(tlb, gib), Verdict::allowed);
    ASSERT_EQ(load(tlb, gib), Verdict::allowed);
    tlb.invalidate({VirtAddr{gib}, std::nullopt, false});
    ASSERT_EQ(load(tlb, gib), Verdict::miss) << shift;
  }
}

// rocket-chip 3297 and NEMU 1175: a superpage held in pieces lost only the piece that was named.
TEST(PastBugs, AFragmentedSuperpageIsFlushedWhole) {
  for (const std::uint32_t ways : {1U, 4U, 64U}) {
    Tlb tlb(tlb_of(64, ways), 1);
    for (std::uint64_t piece = 0; piece < 16; ++piece) map(tlb, gib + piece * 33 * 4 * kib, 0, 30);
    EXPECT_EQ(tlb.invalidate({VirtAddr{gib + 900 * mib}, Asid{0}, false}), 16U) << ways;
    EXPECT_TRUE(entries_of(tlb).empty());
  }
}

// The same after a fragment was refreshed as a page of its own, and back.
TEST(PastBugs, AFragmentRefreshedAsASmallPageIsNoFragmentAnyMore) {
  Tlb tlb(tlb_of(64, 4), 1);
  map(tlb, 2 * mib, 0, 21);
  map(tlb, 2 * mib, 0, 12);
  EXPECT_EQ(tlb.invalidate({VirtAddr{3 * mib}, std::nullopt, false}), 0U);
  map(tlb, 2 * mib, 0, 21);
  EXPECT_EQ(tlb.invalidate({VirtAddr{3 * mib}, std::nullopt, false}), 1U);
}

// XiangShan 1859: a flush missed global superpage entries.
TEST(PastBugs, AFlushWithGlobalsReachesGlobalSuperpages) {
  for (const unsigned shift : {12U, 21U, 30U}) {
    for (const auto& sizes : {three_sizes(), std::vector<Bytes>{Bytes{4 * kib}}}) {
      Tlb tlb(tlb_of(64, 4, sizes), 1);
      map(tlb, 3 * gib, 0, shift, user_rwx | right_g, 1);
      EXPECT_EQ(tlb.invalidate({VirtAddr{3 * gib + (1U << shift) - 1}, Asid{2}, true}), 1U);
      map(tlb, 3 * gib, 0, shift, user_rwx | right_g, 1);
      EXPECT_EQ(tlb.invalidate({std::nullopt, Asid{2}, true}), 1U);
    }
  }
}

// XiangShan 5087: the level field was too small, and a flush elsewhere in a 1 GiB page missed it.
TEST(PastBugs, AFlushAnywhereInAGiantPageReachesIt) {
  for (const std::uint64_t offset : {std::uint64_t{0}, 4 * kib, 2 * mib, 600 * mib, gib - 1}) {
    for (const auto& sizes : {three_sizes(), std::vector<Bytes>{Bytes{4 * kib}, Bytes{2 * mib}},
                              std::vector<Bytes>{Bytes{4 * kib}}}) {
      Tlb tlb(tlb_of(64, 4, sizes), 1);
      map(tlb, 7 * gib + 123 * mib, 0, 30);
      EXPECT_EQ(tlb.invalidate({VirtAddr{7 * gib + offset}, std::nullopt, false}), 1U);
    }
  }
}

// XiangShan 6455: filling with other rights changed what the entry thought its size was.
TEST(PastBugs, ARefreshWithOtherRightsKeepsThePageSize) {
  Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
  map(tlb, gib, 2 * gib, 30, user_rw);
  map(tlb, gib, 2 * gib, 30, user_rwx);
  ASSERT_EQ(entries_of(tlb).size(), 1U);
  EXPECT_EQ(entries_of(tlb)[0].mapped_shift, 30);
  EXPECT_EQ(tlb.lookup(VirtAddr{2 * gib - 1}, user(), Op::fetch).pa, PhysAddr{3 * gib - 1});
}

// XiangShan 4811: the global bit did not count in the comparison of ASIDs.
TEST(PastBugs, AGlobalPageHitsInEveryAddressSpace) {
  Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
  map(tlb, 0x1000, 0x5000, 12, user_rwx | right_g, 7);
  for (const std::uint16_t asid : Asids{0, 1, 7, 0x8007, 0xffff}) {
    EXPECT_EQ(load(tlb, 0x1000, asid), Verdict::allowed) << asid;
  }
}

// CVA6 324: a flush took the current ASID for the one named. No ASID is "current" here.
TEST(PastBugs, AFlushGoesByTheAsidThatItNames) {
  Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
  for (const std::uint16_t asid : Asids{1, 2, 3}) map(tlb, 0x1000, 0, 12, user_rwx, asid);
  load(tlb, 0x1000, 1);
  tlb.invalidate({std::nullopt, Asid{2}, false});
  EXPECT_TRUE(holds_page(tlb, 0x1000, 1) && holds_page(tlb, 0x1000, 3));
  EXPECT_FALSE(holds_page(tlb, 0x1000, 2));
}

// CVA6 364: a flush by ASID took the global pages as well.
TEST(PastBugs, AFlushByAsidSparesGlobalPages) {
  Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
  map(tlb, 0x1000, 0, 12, user_rwx | right_g, 2);
  EXPECT_EQ(tlb.invalidate({std::nullopt, Asid{2}, false}), 0U);
  EXPECT_EQ(tlb.invalidate({VirtAddr{0x1000}, Asid{2}, false}), 0U);
}

// CVA6 1807 and 2952: a refill of a page already held made a second entry, and both hit.
TEST(PastBugs, ARefillOfAHeldPageMakesNoSecondEntry) {
  for (const unsigned first : {12U, 21U, 30U}) {
    for (const unsigned second : {12U, 21U, 30U}) {
      Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
      map(tlb, gib + 0x5000, 0, first);
      map(tlb, gib + 0x5000, 4 * gib, second);
      EXPECT_EQ(matches(tlb, gib + 0x5000, 0), 1U) << first << " then " << second;
      EXPECT_EQ(tlb.lookup(VirtAddr{gib + 0x5000}, user(), Op::load).pa.align_down(30),
                PhysAddr{4 * gib})
          << "the later one counts";
    }
  }
}

// CVA6 3298: MXR as it was at the fill decided later loads.
TEST(PastBugs, MxrCountsAsItIsAtTheHit) {
  Tlb tlb(tlb_of(64, 4), 1);
  map(tlb, 0x1000, 0, 12, right_x | right_u | right_a);
  RightsMode mode;
  for (const bool mxr : {false, true, false}) {
    mode.mxr = mxr;
    const Verdict verdict =
        tlb.lookup(VirtAddr{0x1000}, Context(Asid{0}, PhysAddr{0}, mode), Op::load).verdict;
    EXPECT_EQ(verdict, mxr ? Verdict::allowed : Verdict::denied);
  }
}

// CVA6 3573: a fetch used an entry that a load had brought in, without a look at X.
TEST(PastBugs, AFetchThroughAnEntryFilledByALoadIsJudgedByX) {
  Tlb tlb(tlb_of(64, 4), 1);
  map(tlb, 0x1000, 0, 12, user_rw);
  EXPECT_EQ(load(tlb, 0x1000), Verdict::allowed);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(), Op::fetch).verdict, Verdict::denied);
}

// BlackParrot 543: upper bits of the virtual address did not reach the tag. Bit by bit, for the
// address, the frame and the ASID.
TEST(PastBugs, EveryBitOfTheAddressTellsPagesApart) {
  for (const unsigned shift : {12U, 21U, 30U}) {
    for (unsigned bit = shift; bit < 64; ++bit) {
      Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
      map(tlb, 0, 0, shift);
      EXPECT_EQ(load(tlb, std::uint64_t{1} << bit), Verdict::miss) << shift << ", bit " << bit;
    }
  }
}

TEST(PastBugs, EveryBitOfTheFrameIsKept) {
  for (const unsigned shift : {12U, 21U, 30U}) {
    for (unsigned bit = shift; bit < 56; ++bit) {
      Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
      map(tlb, 0x1000, std::uint64_t{1} << bit, shift);
      const Lookup found = tlb.lookup(VirtAddr{0x1234}, user(), Op::load);
      EXPECT_EQ(found.pa, PhysAddr{(std::uint64_t{1} << bit) + VirtAddr{0x1234}.offset(shift)});
    }
  }
}

TEST(PastBugs, EveryBitOfTheAsidTellsAddressSpacesApart) {
  for (unsigned bit = 0; bit < 16; ++bit) {
    const auto other = static_cast<std::uint16_t>(1U << bit);
    Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
    map(tlb, 0x1000, 0, 12, user_rwx, 0);
    EXPECT_EQ(load(tlb, 0x1000, other), Verdict::miss) << bit;
    EXPECT_EQ(tlb.invalidate({VirtAddr{0x1000}, Asid{other}, false}), 0U);
  }
}

// Microwatt 399: pseudo-LRU read the wrong nodes, so that some ways were never chosen.
TEST(PastBugs, EveryWayIsReplacedInItsTurn) {
  for (const Replacement policy : {Replacement::lru, Replacement::plru, Replacement::fifo,
                                   Replacement::random, Replacement::srrip}) {
    Tlb tlb(tlb_of(8, 8, {Bytes{4 * kib}}, policy), 1);
    for (std::uint64_t page = 0; page < 8; ++page) map(tlb, page * 4 * kib, 0);
    std::set<std::uint32_t> ways;
    for (std::uint64_t page = 8; page < 208; ++page) {
      map(tlb, page * 4 * kib, 0);
      for (const Tlb::View& v : entries_of(tlb)) {
        if (v.leaf.va.value == page * 4 * kib) ways.insert(v.way);
      }
    }
    EXPECT_EQ(ways.size(), 8U) << static_cast<int>(policy);
  }
}

// rocket-chip 2952: a lookup that did not hit moved the pseudo-LRU state.
TEST(PastBugs, AMissDoesNotMoveTheReplacementState) {
  Tlb tlb(tlb_of(4, 4, {Bytes{4 * kib}}, Replacement::plru), 1);
  for (std::uint64_t page = 0; page < 4; ++page) map(tlb, page * 4 * kib, 0);
  for (std::uint64_t page = 4; page < 40; ++page) load(tlb, page * 4 * kib);
  EXPECT_EQ(map(tlb, 40 * 4 * kib, 0)->va, VirtAddr{0});
}

// NyuziProcessor 143: a page in one address space, then as a global one: both hit.
TEST(PastBugs, APageThatBecomesGlobalReplacesItsPrivateEntries) {
  Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
  for (const std::uint16_t asid : Asids{1, 2, 3}) map(tlb, 0x1000, 0x1000, 12, user_rwx, asid);
  map(tlb, 0x1000, 0x9000, 12, user_rwx | right_g, 2);
  for (const std::uint16_t asid : Asids{0, 1, 2, 3}) {
    EXPECT_EQ(matches(tlb, 0x1000, asid), 1U) << asid;
    EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(asid), Op::load).pa, PhysAddr{0x9000});
  }
}

TEST(PastBugs, AGlobalPageThatBecomesPrivateIsGoneElsewhere) {
  Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
  map(tlb, 0x1000, 0x9000, 12, user_rwx | right_g, 2);
  map(tlb, 0x1000, 0x1000, 12, user_rwx, 1);
  EXPECT_EQ(load(tlb, 0x1000, 1), Verdict::allowed);
  EXPECT_EQ(load(tlb, 0x1000, 2), Verdict::miss);
}

TEST(PastBugs, AGlobalSuperpageRemovesSmallPagesOfEveryAddressSpace) {
  Tlb tlb(tlb_of(64, 4, three_sizes()), 1);
  for (const std::uint16_t asid : Asids{1, 2, 3}) {
    map(tlb, gib + asid * 0x5000U, 0, 12, user_rwx, asid);
    map(tlb, gib + asid * 4 * mib, 0, 21, user_rwx, asid);
  }
  map(tlb, gib, 0, 30, user_rwx | right_g, 9);
  EXPECT_EQ(entries_of(tlb).size(), 1U);
}

// XiangShan 5854: the piece of a page was chosen by a truncated frame number.
TEST(PastBugs, TheFrameOfAFragmentIsThatOfItsPlaceInThePage) {
  Tlb tlb(tlb_of(512, 512), 1);
  const std::uint64_t pa = 0xab'cdef'0000 >> 21U << 21U;
  for (std::uint64_t piece = 0; piece < 512; ++piece) {
    map(tlb, 2 * mib + piece * 4 * kib, pa, 21);
    const Lookup found = tlb.lookup(VirtAddr{2 * mib + piece * 4 * kib + 5}, user(), Op::load);
    ASSERT_EQ(found.pa, PhysAddr{pa + piece * 4 * kib + 5});
  }
}

// IBMulator 34: a store that hit an entry brought in by a load never set the dirty bit.
TEST(PastBugs, AStoreAfterALoadsHitStillAsksForTheDirtyBit) {
  Tlb tlb(tlb_of(64, 4), 1);
  map(tlb, 0x1000, 0, 12, right_r | right_w | right_u | right_a);
  EXPECT_EQ(load(tlb, 0x1000), Verdict::allowed);
  EXPECT_EQ(load(tlb, 0x1000), Verdict::allowed);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(), Op::store).verdict, Verdict::set_dirty);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(), Op::rmw).verdict, Verdict::set_dirty);
}

// The same with the address space's own choice: equal pages of two ASIDs keep separate dirty bits.
TEST(PastBugs, DirtyBitsOfTwoAddressSpacesAreSeparate) {
  Tlb tlb(tlb_of(64, 4), 1);
  map(tlb, 0x1000, 0, 12, user_rw, 1);
  map(tlb, 0x1000, 0, 12, static_cast<std::uint8_t>(user_rw & ~right_d), 2);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(1), Op::store).verdict, Verdict::allowed);
  EXPECT_EQ(tlb.lookup(VirtAddr{0x1000}, user(2), Op::store).verdict, Verdict::set_dirty);
}

}  // namespace
}  // namespace vapa
