// The scenarios of examples/scenarios in the kernel model.

#include <gmock/gmock.h>

#include <filesystem>

#include "core/files/text_file.hpp"
#include "sw/scenario/model_world.hpp"
#include "sw/scenario/parse.hpp"
#include "sw/scenario/play.hpp"
#include "sw/scenario/print.hpp"

namespace vapa::scenario {
namespace {

std::vector<std::string> examples() {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(VAPA_SOURCE_DIR "/examples/scenarios")) {
    files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class Example : public ::testing::TestWithParam<std::string> {};

TEST_P(Example, ShowsInTheModelWhatItExpects) {
  const Scenario scenario = parse_file(GetParam());
  const auto world = make_model_world(setup_of(scenario));
  const auto played = play(scenario, *world, newest);
  for (std::size_t n = 0; n < played.size(); ++n) {
    EXPECT_THAT(played[n].failed, ::testing::IsEmpty())
        << print(scenario.steps[n], scenario) << " shows "
        << ::testing::PrintToString(played[n].facts);
  }
}

TEST_P(Example, TellsItsRuleAndExpectsSomething) {
  const Scenario scenario = parse_file(GetParam());
  EXPECT_NE(scenario.description, "");
  EXPECT_TRUE(std::any_of(scenario.steps.begin(), scenario.steps.end(),
                          [](const Step& step) { return !step.expected.empty(); }));
  EXPECT_EQ(parse(print(scenario), "printed"), scenario);
}

TEST(TheManual, BeginsWithAScenarioThatHolds) {
  const std::string manual = read_text_file(VAPA_SOURCE_DIR "/docs/scenarios.md", 1U << 20U);
  const std::size_t begin = manual.find("```\n") + 4;
  const Scenario scenario =
      parse(manual.substr(begin, manual.find("```", begin) - begin), "manual");
  const auto world = make_model_world(setup_of(scenario));
  for (const Played& step : play(scenario, *world, newest)) {
    EXPECT_THAT(step.failed, ::testing::IsEmpty());
  }
}

INSTANTIATE_TEST_SUITE_P(Files, Example, ::testing::ValuesIn(examples()), [](const auto& file) {
  std::string name = std::filesystem::path(file.param).stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace vapa::scenario
