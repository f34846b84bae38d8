// Every kind of invalidation: what goes, what stays.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/tlb/make.hpp"

namespace vapa {
namespace {

/// Page 1 in ASIDs 1 and 2, page 2 in ASID 1, page 3 global.
class TlbInvalidation : public testing::Test {
 protected:
  TlbInvalidation() {
    map(tlb, 0x1000, 0x1000, 12, user_rwx, 1);
    map(tlb, 0x1000, 0x2000, 12, user_rwx, 2);
    map(tlb, 0x2000, 0x3000, 12, user_rwx, 1);
    map(tlb, 0x3000, 0x4000, 12, user_rwx | right_g, 1);
  }
  /// What is left, as (page number, ASID); the global page as (3, -1).
  std::vector<std::pair<int, int>> left() const {
    std::vector<std::pair<int, int>> list;
    for (const Tlb::View& v : entries_of(tlb)) {
      const int asid = v.leaf.global() ? -1 : v.leaf.asid.value;
      list.emplace_back(static_cast<int>(v.leaf.va.value >> 12U), asid);
    }
    return list;
  }

  Tlb tlb{tlb_of(64, 4, three_sizes()), 1};
};

using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST_F(TlbInvalidation, OfAPageTakesItFromEveryAddressSpace) {
  EXPECT_EQ(tlb.invalidate({VirtAddr{0x1fff}, std::nullopt, false}), 2U);
  EXPECT_THAT(left(), UnorderedElementsAre(Pair(2, 1), Pair(3, -1)));
}

TEST_F(TlbInvalidation, OfAPageInOneAddressSpaceLeavesTheOthers) {
  EXPECT_EQ(tlb.invalidate({VirtAddr{0x1000}, Asid{2}, false}), 1U);
  EXPECT_THAT(left(), UnorderedElementsAre(Pair(1, 1), Pair(2, 1), Pair(3, -1)));
}

TEST_F(TlbInvalidation, OfAnAddressSpaceTakesAllItsPages) {
  EXPECT_EQ(tlb.invalidate({std::nullopt, Asid{1}, false}), 2U);
  EXPECT_THAT(left(), UnorderedElementsAre(Pair(1, 2), Pair(3, -1)));
}

TEST_F(TlbInvalidation, OfEverythingLeavesGlobalPagesUnlessSaid) {
  EXPECT_EQ(tlb.invalidate({std::nullopt, std::nullopt, false}), 3U);
  EXPECT_THAT(left(), UnorderedElementsAre(Pair(3, -1)));
  EXPECT_EQ(tlb.invalidate({std::nullopt, std::nullopt, true}), 1U);
  EXPECT_THAT(left(), IsEmpty());
}

TEST_F(TlbInvalidation, OfAGlobalPageNeedsTheWord) {
  EXPECT_EQ(tlb.invalidate({VirtAddr{0x3000}, std::nullopt, false}), 0U);
  EXPECT_EQ(tlb.invalidate({VirtAddr{0x3000}, Asid{1}, false}), 0U);
  EXPECT_EQ(tlb.invalidate({VirtAddr{0x2000}, Asid{7}, true}), 0U) << "another page";
  EXPECT_EQ(tlb.invalidate({VirtAddr{0x3000}, Asid{7}, true}), 1U)
      << "a global page belongs to every address space";
}

TEST_F(TlbInvalidation, OfWhatIsNotThereRemovesNothing) {
  EXPECT_EQ(tlb.invalidate({VirtAddr{0x9000}, std::nullopt, true}), 0U);
  EXPECT_EQ(tlb.invalidate({std::nullopt, Asid{9}, false}), 0U);
  EXPECT_EQ(left().size(), 4U);
}

TEST_F(TlbInvalidation, IsFinal) {
  EXPECT_EQ(tlb.invalidate({std::nullopt, std::nullopt, true}), 4U);
  EXPECT_EQ(tlb.invalidate({std::nullopt, std::nullopt, true}), 0U);
  EXPECT_EQ(load(tlb, 0x1000, 1), Verdict::miss);
}

// Zero is an address and an ASID like any other: what is absent is said by absence.
TEST_F(TlbInvalidation, OfPageZeroOrAsidZeroMeansNoMoreThanThat) {
  map(tlb, 0, 0, 12, user_rwx, 0);
  EXPECT_EQ(tlb.invalidate({VirtAddr{0}, std::nullopt, false}), 1U);
  map(tlb, 0, 0, 12, user_rwx, 0);
  EXPECT_EQ(tlb.invalidate({std::nullopt, Asid{0}, false}), 1U);
  EXPECT_EQ(left().size(), 4U);
}

TEST_F(TlbInvalidation, ReachesPagesOfEverySize) {
  map(tlb, 4 * mib, 0, 21);
  map(tlb, 5 * gib, 0, 30);
  EXPECT_EQ(tlb.invalidate({VirtAddr{5 * mib}, std::nullopt, false}), 1U);
  EXPECT_EQ(tlb.invalidate({VirtAddr{6 * gib - 1}, std::nullopt, false}), 1U);
  EXPECT_EQ(left().size(), 4U);
}

TEST_F(TlbInvalidation, FreesTheWayForTheNextFill) {
  Tlb one(tlb_of(1, 1), 1);
  map(one, 0x1000, 0);
  one.invalidate({VirtAddr{0x1000}, std::nullopt, false});
  EXPECT_FALSE(map(one, 0x2000, 0).has_value()) << "nothing valid was replaced";
}

// A way used last, emptied and filled with another page is not "the way used last" any more.
TEST_F(TlbInvalidation, ForgetsWhichWayWasUsedLast) {
  Tlb two(tlb_of(2, 2, {Bytes{4 * kib}}, Replacement::srrip), 1);
  map(two, 0x1000, 0);
  map(two, 0x2000, 0);
  EXPECT_EQ(load(two, 0x2000), Verdict::allowed);
  two.invalidate({VirtAddr{0x2000}, std::nullopt, false});
  map(two, 0x3000, 0);
  EXPECT_EQ(load(two, 0x3000), Verdict::allowed);
  EXPECT_EQ(map(two, 0x4000, 0)->va, VirtAddr{0x1000});
}

}  // namespace
}  // namespace vapa
