#include "platform/results/diff.hpp"

#include <gmock/gmock.h>

namespace vapa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(TwoEqualResults, HaveNoDifferences) {
  const StoredResult a{.manifest = {}, .config = {{"k", "1"}}, .stats = {{"s", 2}}, .units = {}};
  EXPECT_TRUE(diff(a, a, {}).equal);
  EXPECT_EQ(diff(a, a, {}).text, "The statistics are equal.\n");
}

TEST(ADifference, IsShownForConfigurationAndStatistics) {
  const StoredResult a{.manifest = {{"seed", "1"}},
                       .config = {{"mmu.dtlb.entries", "64"}},
                       .stats = {{"mmu.dtlb.misses", 200}},
                       .units = {}};
  const StoredResult b{.manifest = {{"seed", "1"}},
                       .config = {{"mmu.dtlb.entries", "128"}},
                       .stats = {{"mmu.dtlb.misses", 150}, {"new", 1}},
                       .units = {}};
  const Diff d = diff(a, b, {});
  EXPECT_FALSE(d.equal);
  EXPECT_THAT(d.text, HasSubstr("mmu.dtlb.entries                 64                   128"));
  EXPECT_THAT(d.text, HasSubstr("mmu.dtlb.misses                     200          150"
                                "           -50   -25.00 %"));
  EXPECT_THAT(d.text, HasSubstr("new                              absent            1"));
  EXPECT_THAT(d.text, Not(HasSubstr("seed")));
}

TEST(TheMostRelevantDifferences, ComeFirstAndTheRestOnRequest) {
  StoredResult a;
  StoredResult b;
  for (int i = 0; i < 30; ++i) {
    a.stats["small." + std::to_string(i)] = 1000;
    b.stats["small." + std::to_string(i)] = 1001;
  }
  a.stats["large"] = 1e6;
  b.stats["large"] = 2e6;
  a.stats["cpu.cycles"] = 1e9;
  b.stats["cpu.cycles"] = 1e9 + 1;
  const std::string text = diff(a, b, {}).text;
  EXPECT_LT(text.find("cpu.cycles"), text.find("large"));
  EXPECT_LT(text.find("large"), text.find("small.0"));
  EXPECT_THAT(text, HasSubstr("12 more differ; --all shows them"));
  EXPECT_THAT(diff(a, b, {.all = true}).text, HasSubstr("small.29"));
}

}  // namespace
}  // namespace vapa
