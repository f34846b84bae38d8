#include "platform/results/summary.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "sample.hpp"

namespace vapa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string sample_summary(const Style& style = {}) {
  return summary(sample_manifest(), sample_result(), style);
}

TEST(ASummary, SaysWhereTheCyclesWent) {
  EXPECT_THAT(sample_summary(),
              HasSubstr("1.00 M accesses in 2.00 M cycles, 2.00 cycles per access"));
  EXPECT_THAT(sample_summary(), HasSubstr("  base          50.0 %  #########################\n"));
  EXPECT_THAT(sample_summary(), HasSubstr("  kernel        12.5 %  ######\n"));
}

TEST(ASummary, GivesAmatMpkiWalkCostAndFaults) {
  const std::string text = sample_summary();
  EXPECT_THAT(text,
              HasSubstr("AMAT         4.25 cycles per data access, translation 0.25 per access"));
  EXPECT_THAT(text, HasSubstr("300 k       7000     2.33 %        10.00"));
  EXPECT_THAT(text, HasSubstr("page walks   1000, each 1.25 reads and 40.0 cycles"));
  EXPECT_THAT(text, HasSubstr("l1d 1.0 %"));
  EXPECT_THAT(text, HasSubstr("123 minor faults, 1 process killed\n  process 1: SIGSEGV at 0x10"));
}

TEST(ASummary, LeavesOutWhereNoCyclesWent) {
  EXPECT_THAT(sample_summary(), Not(HasSubstr("idle")));
}

TEST(ASummary, StaysWithin80Columns) {
  std::istringstream lines(sample_summary());
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST(ASummary, LeavesOutWhatWasNotMeasured) {
  const std::string text = summary({}, {}, {});
  EXPECT_THAT(text, Not(HasSubstr("Translation")));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
  EXPECT_THAT(text, Not(HasSubstr("Kernel")));
}

TEST(ASummary, SaysWhenARunEndedEarly) {
  RunManifest manifest = sample_manifest();
  manifest.ended_by = "interrupted";
  EXPECT_THAT(summary(manifest, sample_result(), {}), HasSubstr("incomplete: interrupted"));
}

}  // namespace
}  // namespace vapa
