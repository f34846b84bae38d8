// The assertions of rtl/vapa_tlb_checks.sv object to mutants of the RTL, by their names: those that
// speak before the harness sees the like. assertions_test.cpp lets each of them fail.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cosim/campaign.hpp"
#include "variants.hpp"

namespace vapa {
namespace {

struct Case {
  unsigned mutant;  ///< of rtl/mutants.md
  const char* rule;
};

class Checks : public testing::TestWithParam<Case> {};

TEST_P(Checks, ObjectToAMutant) {
  const RtlVariant variant = rtl_variants().front();
  const cosim::Dut dut{variant.name,
                       cosim::capabilities_of(variant.config),
                       [&] { return make_rtl_variant(variant.name, 1, GetParam().mutant); },
                       {}};
  cosim::CampaignSettings settings;
  settings.cycles = 100'000;
  const auto result = cosim::run_campaign(dut, settings, nullptr);
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->mismatch.judge, cosim::Judge::protocol);
  EXPECT_THAT(result.failure->mismatch.what, testing::HasSubstr(GetParam().rule));
}

INSTANTIATE_TEST_SUITE_P(Rules, Checks,
                         testing::Values(Case{11, "one_match"}, Case{27, "one_match"},
                                         Case{15, "installs_no_fault"}),
                         [](const auto& one) { return std::to_string(one.param.mutant); });

}  // namespace
}  // namespace vapa
