// This program has a Tlb of its own in place of the model's, that flushes one fragment of a page
// that it holds in fragments (OpenXiangShan/NEMU 1175). The RTL and the oracle both find it.

#include <gtest/gtest.h>

#include <algorithm>

#include "core/tlb/pipelined_tlb.hpp"
#include "cosim/campaign.hpp"
#include "rtl/builds.hpp"

namespace vapa {
namespace {

cosim::CampaignResult hold(cosim::Dut dut) {
  cosim::CampaignSettings settings;
  settings.cycles = 2'000'000;
  return cosim::run_campaign(dut, settings, nullptr);
}

/// It holds pages of 4 KiB only, so fragments of all others.
PipelinedTlbConfig four_ways() {
  const auto builds = rtl_builds();
  return std::find_if(builds.begin(), builds.end(),
                      [](const auto& b) { return b.name == "four_ways"; })
      ->config;
}

TEST(ModelMutant, IsFoundByTheRtl) {
  const PipelinedTlbConfig config = four_ways();
  const auto result = hold({"four_ways", cosim::capabilities_of(config),
                            [] { return make_rtl_tlb("four_ways", 1); },
                            [&] { return std::make_unique<PipelinedTlb>(config, 1); }});
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->mismatch.judge, cosim::Judge::lockstep);
}

TEST(ModelMutant, IsFoundByTheOracle) {
  const PipelinedTlbConfig config = four_ways();
  const auto result = hold({"model",
                            cosim::capabilities_of(config),
                            [&] { return std::make_unique<PipelinedTlb>(config, 1); },
                            {}});
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->mismatch.judge, cosim::Judge::oracle);
}

}  // namespace
}  // namespace vapa
