// Every parameter set of the RTL against its twin, with all judges. `vapa cosim` runs longer.

#include <gtest/gtest.h>

#include "core/tlb/pipelined_tlb.hpp"
#include "cosim/campaign.hpp"
#include "rtl/builds.hpp"

namespace vapa::cosim {
namespace {

class Lockstep : public testing::TestWithParam<RtlBuild> {};

TEST_P(Lockstep, TheRtlEqualsItsTwin) {
  const RtlBuild& build = GetParam();
  const Dut dut{std::string(build.name), capabilities_of(build.config),
                [&] { return make_rtl_tlb(build.name, 5); },
                [&] { return std::make_unique<PipelinedTlb>(build.config, 5); }};
  CampaignSettings settings;
  settings.seed = 11;
  settings.cycles = 60'000;
  settings.epoch_cycles = 10'000;
  const CampaignResult result = run_campaign(dut, settings, nullptr);
  ASSERT_FALSE(result.failure) << result.failure->mismatch.what;
  EXPECT_GE(result.cycles, settings.cycles);
  EXPECT_GT(result.coverage.summary(dut.capabilities).hit, 300U);
}

INSTANTIATE_TEST_SUITE_P(Builds, Lockstep, testing::ValuesIn(rtl_builds()),
                         [](const auto& build) { return std::string(build.param.name); });

TEST(Builds, AreValidParameterSets) {
  for (const RtlBuild& build : rtl_builds()) {
    Problems problems;
    build.config.validate(problems);
    EXPECT_TRUE(problems.list().empty()) << build.name << ": " << problems.list().front().message;
  }
}

TEST(Builds, AnUnknownNameGivesNothing) { EXPECT_EQ(make_rtl_tlb("none", 1), nullptr); }

}  // namespace
}  // namespace vapa::cosim
