#include "core/text/nearest.hpp"

#include <gmock/gmock.h>

namespace vapa {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> keys{"mmu.itlb.entries", "mmu.dtlb.entries", "mmu.dtlb.ways",
                                    "mmu.l2tlb.entries", "cache.l1d.size"};

TEST(EditDistance, CountsInsertionsDeletionsReplacementsAndSwaps) {
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("entires", "entries"), 1U);
  EXPECT_EQ(edit_distance("ways", "ways"), 0U);
}

TEST(NearestNames, FindAMisspeltKey) {
  EXPECT_THAT(nearest_names("mmu.dtlb.entires", keys),
              ElementsAre("mmu.dtlb.entries", "mmu.itlb.entries"));
}

TEST(NearestNames, FindAKeyWhoseSectionWasLeftOut) {
  EXPECT_THAT(nearest_names("dtlb.ways", keys), ElementsAre("mmu.dtlb.ways"));
  EXPECT_THAT(nearest_names("l1d.size", keys), ElementsAre("cache.l1d.size"));
}

TEST(NearestNames, AreNoneForANameThatResemblesNothing) {
  EXPECT_THAT(nearest_names("colour", keys), IsEmpty());
  EXPECT_THAT(nearest_names("", keys), IsEmpty());
  EXPECT_THAT(nearest_names(std::string(5000, 'x'), keys), IsEmpty());
}

TEST(DidYouMean, ReadsAsTheEndOfASentence) {
  EXPECT_EQ(did_you_mean("dtlb.ways", keys), "; did you mean mmu.dtlb.ways?");
  EXPECT_EQ(did_you_mean("colour", keys), "");
}

}  // namespace
}  // namespace vapa
