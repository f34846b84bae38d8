// The scenarios of examples/scenarios on the Linux below and in the model: both show the same.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "platform/cli/scenario_report.hpp"
#include "platform/scenario/linux_world.hpp"
#include "sw/scenario/parse.hpp"

namespace vapa {
namespace {

#ifdef VAPA_ACTOR
const int actor_named = ::setenv("VAPA_ACTOR", VAPA_ACTOR, 0);
#endif

std::vector<std::string> examples() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(VAPA_SOURCE_DIR "/examples/scenarios")) {
    names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

class OnBothMachines : public testing::TestWithParam<std::string> {};

TEST_P(OnBothMachines, AScenarioShowsTheSame) {
  if (const auto reason = scenario::linux_unusable()) GTEST_SKIP() << *reason;
  const std::string file = VAPA_SOURCE_DIR "/examples/scenarios/" + GetParam() + ".scenario";
  const ScenarioRun run = run_scenario(file, scenario::parse_file(file), {});
  if (!run.sides[1].left_out.empty()) GTEST_SKIP() << run.sides[1].left_out;
  EXPECT_TRUE(run.ok()) << scenario_details(run, Style{});
}

INSTANTIATE_TEST_SUITE_P(Examples, OnBothMachines, testing::ValuesIn(examples()),
                         [](const auto& name) {
                           std::string text = name.param;
                           std::ranges::replace(text, '-', '_');
                           return text;
                         });

}  // namespace
}  // namespace vapa
