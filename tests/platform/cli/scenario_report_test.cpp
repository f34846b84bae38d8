// What is printed of a scenario that was played.

#include "platform/cli/scenario_report.hpp"

#include <gmock/gmock.h>

#include "sw/scenario/parse.hpp"

namespace vapa {
namespace {

using scenario::Played;
using ::testing::HasSubstr;
using ::testing::Not;

ScenarioRun run_of(std::vector<ScenarioSide> sides) {
  return {"f.scenario", scenario::parse("# The rule.\na = mmap 4 pages rw\nread a\n", "f"),
          std::move(sides)};
}
ScenarioSide side(const std::string& world, const scenario::Facts& facts,
                  const scenario::Facts& failed = {}) {
  return {world, {Played{{"ok"}, {}, {}}, Played{facts, failed, {}}}, "", ""};
}

TEST(ScenarioReport, ShowsTheWorldsSideBySide) {
  const ScenarioRun run =
      run_of({side("model", {"0 x4", "minflt 4"}), side("Linux 6.18", {"0 x4", "minflt 4"})});
  EXPECT_TRUE(run.ok());
  EXPECT_EQ(scenario_details(run, {}),
            "f.scenario\n"
            "  The rule.\n"
            "\n"
            "                       model                               Linux 6.18\n"
            "  a = mmap 4 pages rw  ok                                  ok\n"
            "  read a               0 x4, minflt 4                      0 x4, minflt 4\n");
  EXPECT_EQ(scenario_line(run, {}), "ok      f.scenario\n");
}

TEST(ScenarioReport, MarksWhatDiffersAndWhatIsMissing) {
  const ScenarioRun run = run_of({side("model", {"0 x4", "minflt 4"}),
                                  side("Linux 6.18", {"0 x4", "minflt 1"}, {"minflt 4"})});
  EXPECT_FALSE(run.ok());
  EXPECT_THAT(scenario_details(run, {}),
              AllOf(HasSubstr("\n! read a "),
                    HasSubstr("\n  ^ line 3: Linux 6.18 does not show: minflt 4\n")));
  EXPECT_EQ(scenario_line(run, {}), "FAILED  f.scenario: 1 difference, 1 unmet expectation\n");
}

TEST(ScenarioReport, LongFactsGoOnInTheNextLine) {
  const ScenarioRun run = run_of({side("model", {"rss 16 KiB", "pss 16 KiB", "anonymous 16 KiB"})});
  EXPECT_THAT(scenario_details(run, {}), HasSubstr("read a               rss 16 KiB, pss 16 KiB,\n"
                                                   "                       anonymous 16 KiB\n"));
}

TEST(ScenarioReport, TellsOfAWorldThatFailedOrWasLeftOut) {
  ScenarioSide failed{"model", {}, "no more processes", ""};
  ScenarioSide left_out{"Linux 5.4", {}, "", "its rules are those of 6.1"};
  const ScenarioRun run = run_of({failed, left_out});
  EXPECT_FALSE(run.ok());
  EXPECT_THAT(scenario_details(run, {}),
              AllOf(HasSubstr("  model failed: no more processes\n"),
                    HasSubstr("  Linux 5.4 is left out: its rules are those of 6.1\n")));
  const std::vector<ScenarioRun> runs{run};
  EXPECT_EQ(scenario_summary(runs, {}),
            "1 scenario on model: 0 ok, 1 failed; Linux 5.4 left out of 1 "
            "(its rules are those of 6.1)\n");
}

TEST(ScenarioReport, CountsScenarios) {
  const std::vector<ScenarioRun> runs{
      run_of({side("model", {"0 x4"}), side("Linux 6.18", {"0 x4"})}),
      run_of({side("model", {"0 x4"}), side("Linux 6.18", {"1 x4"})})};
  EXPECT_EQ(scenario_summary(runs, {}), "2 scenarios on model and Linux 6.18: 1 ok, 1 failed\n");
  EXPECT_THAT(scenario_summary(runs, {}), Not(HasSubstr("left out")));
}

}  // namespace
}  // namespace vapa
