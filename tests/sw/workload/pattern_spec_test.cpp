#include <gmock/gmock.h>

#include "sw/workload/helpers.hpp"
#include "sw/workload/pattern/spec.hpp"

namespace vapa {
namespace {

using namespace testing_workload;
using ::testing::HasSubstr;

TEST(PatternSpec, UnitsAreRead) {
  const auto spec =
      pattern::parse("uniform:footprint=256MiB,accesses=1M,base=0x4000,write=0.25", 9);
  EXPECT_EQ(spec.settings.footprint, 256U << 20U);
  EXPECT_EQ(spec.settings.accesses, 1'000'000U);
  EXPECT_EQ(spec.settings.base, 0x4000U);
  EXPECT_EQ(spec.settings.write, 0.25);
  EXPECT_EQ(spec.settings.seed, 9U) << "the seed of the run holds where the text names none";
}

TEST(PatternSpec, TheHashIsTheSpellingWithEveryParameter) {
  EXPECT_EQ(workload_hash("uniform:accesses=1K,footprint=1MiB"),
            "uniform:footprint=1048576,accesses=1000,seed=1,size=8,base=268435456,write=0");
  EXPECT_EQ(workload_hash("uniform:footprint=1024KiB,accesses=1000"),
            workload_hash("uniform:accesses=1K,footprint=1MiB"));
  EXPECT_NE(workload_hash("uniform", {.seed = 2}), workload_hash("uniform"));
}

TEST(PatternSpec, TheCanonicalSpellingNamesTheSameWorkload) {
  for (const char* text : {"zipf:alpha=1.1", "phased", "chase:node=128", "uniform:write=0.1"}) {
    const std::string canonical = pattern::canonical(pattern::parse(text, 1));
    EXPECT_EQ(pattern::canonical(pattern::parse(canonical, 5)), canonical);
  }
}

TEST(PatternSpec, TheHelpNamesEveryPatternAndParameter) {
  const std::string help = workload_help();
  for (const auto& kind : pattern::kinds) EXPECT_THAT(help, HasSubstr(std::string(kind.name)));
  for (const auto& parameter : pattern::parameters)
    EXPECT_THAT(help, HasSubstr(std::string(parameter.name)));
}

struct Bad {
  const char* spec;
  const char* expected;
};
class BadSpec : public ::testing::TestWithParam<Bad> {};

TEST_P(BadSpec, IsAnErrorThatSaysTheMend) {
  const std::string message = message_of([] { open_workload(GetParam().spec); });
  EXPECT_THAT(message, HasSubstr(GetParam().expected));
  EXPECT_THAT(message, HasSubstr(std::string("'") + GetParam().spec + "'"));
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadSpec,
    ::testing::Values(
        Bad{"unifrom:", "unknown pattern 'unifrom'; did you mean uniform?"},
        Bad{"xyz:a=1", "unknown pattern 'xyz'"},
        Bad{"uniform:acceses=1", "unknown parameter 'acceses'; did you mean accesses?"},
        Bad{"uniform:stride=64", "unknown parameter 'stride'"},
        Bad{"chase:write=0.5", "unknown parameter 'write'"},
        Bad{"uniform:footprint=0", "footprint=0: must be at least"},
        Bad{"uniform:footprint", "has no value"}, Bad{"uniform:,", "unknown parameter ''"},
        Bad{"uniform:footprint=", "write bytes as"}, Bad{"uniform:footprint=-1", "write bytes as"},
        Bad{"uniform:footprint=1MB", "write bytes as"},
        Bad{"uniform:footprint=1M", "write bytes as"},
        Bad{"uniform:footprint=99999999999TiB", "above 64 bits"},
        Bad{"uniform:footprint=99999999999999999999", "above 64 bits"},
        Bad{"uniform:accesses=0", "must be at least 1"},
        Bad{"uniform:accesses=1.5", "whole number"}, Bad{"uniform:accesses=1Mi", "whole number"},
        Bad{"uniform:size=0", "from 1 to 4096"}, Bad{"uniform:size=8KiB", "from 1 to 4096"},
        Bad{"uniform:footprint=4,size=8", "larger than the footprint"},
        Bad{"uniform:base=0xfffffffffffff000", "below 2^64"},
        Bad{"uniform:write=1.5", "from 0 to 1"}, Bad{"uniform:write=x", "write a number"},
        Bad{"uniform:write=nan", "from 0 to 1"}, Bad{"uniform:seed=1,seed=2", "given twice"},
        Bad{"stride:stride=0", "stride=0"}, Bad{"zipf:alpha=0", "alpha: must be above 0"},
        Bad{"zipf:granule=4", "hold one access"}, Bad{"zipf:footprint=1KiB", "fit the footprint"},
        Bad{"chase:node=0", "hold one access"}, Bad{"phased:phases=0", "phases=0"},
        Bad{"phased:working_set=1GiB", "fit the footprint"}, Bad{"mix:accesses=5", "no parts"},
        Bad{"mix:[uniform]", "WEIGHT*[PATTERN"}, Bad{"mix:0*[uniform]", "WEIGHT*[PATTERN"},
        Bad{"mix:2*[uniform", "WEIGHT*[PATTERN"}, Bad{"mix:2*[mix:1*[uniform]]", "cannot be a mix"},
        Bad{"mix:2*[uniform:accesses=5]", "belongs to the mix"},
        Bad{"mix:accesses=0,1*[uniform]", "accesses=0"},
        Bad{"mix:1*[foo]", "unknown pattern 'foo'"}),
    [](const auto& bad) { return std::to_string(bad.index); });

}  // namespace
}  // namespace vapa
