#include "platform/report/report.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <future>

#include "core/error.hpp"
#include "core/files/text_file.hpp"
#include "platform/report/report_fixture.hpp"
#include "platform/sweep/store.hpp"
#include "support/scratch_folder.hpp"

namespace vapa {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class Report : public test::ScratchFolder {
 protected:
  SweepResults results(const std::string& spec, bool one_failed = false, std::size_t missing = 0) {
    return load_results(
        SweepStore::open(test::write_sweep(folder() / "sweep", spec, one_failed, missing)));
  }
  static std::string content(const std::filesystem::path& file) {
    return read_text_file(file.string(), 1U << 30U);
  }
};

const std::string one_axis =
    "workloads = [\"uniform:x\"]\n[axes]\nmmu.dtlb.entries = {pow2=[16, 1024]}\n[set]\n"
    "mmu.dtlb.ways = 4\nmmu.l2tlb.enabled = false\n";

TEST_F(Report, IsTheSamePageForTheSameResults) {
  const auto folder_of_sweep = test::write_sweep(folder() / "sweep", test::rich_spec);
  const auto page = write_report(folder_of_sweep);
  const std::string first = content(page);
  const std::string index = content(folder_of_sweep / "index.sqlite");
  write_report(folder_of_sweep);
  EXPECT_EQ(content(page), first);
  EXPECT_EQ(content(folder_of_sweep / "index.sqlite"), index);
}

TEST_F(Report, LoadsNothingFromANetwork) {
  const std::string page = report_page(results(test::rich_spec));
  EXPECT_THAT(page, Not(HasSubstr("src=\"")));
  EXPECT_THAT(page, Not(HasSubstr("<link")));
  EXPECT_THAT(page, Not(HasSubstr("@import")));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST_F(Report, KeepsTheLicenceNoticeOfVega) {
  EXPECT_THAT(report_page(results(one_axis)), HasSubstr("University of Washington"));
}

TEST_F(Report, TextsOfTheSpecificationCannotBreakOutOfThePage) {
  const std::string page =
      report_page(results("title = \"</script><script>alert(1)\"\n" + one_axis, true));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert(1)")));
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;&lt;script&gt;alert(1)"));
  EXPECT_THAT(page, HasSubstr("assertion \\u003cfailed>"));
}

TEST_F(Report, NumbersAreDrawnToScaleAndNamesSideBySide) {
  const auto data = report_data(
      results("workloads = [\"uniform:x\"]\n[axes]\nmmu.dtlb.entries = [16, 64, 128]\n"
              "mmu.l2tlb.latency = [5, 6, 7]\nmmu.dtlb.replacement = [\"lru\", \"fifo\"]\n"
              "cache.l1i.size = [\"16KiB\", \"32KiB\"]\n[set]\nmmu.dtlb.ways = 4"));
  EXPECT_EQ(data["axes"][0]["scale"], "log");
  EXPECT_EQ(data["axes"][1]["scale"], "linear");
  EXPECT_EQ(data["axes"][2]["scale"], "names");
  EXPECT_EQ(data["axes"][3]["scale"], "linear");
  EXPECT_EQ(data["axes"][3]["numbers"], nlohmann::json({16384.0, 32768.0}));
  EXPECT_EQ(data["axes"][0]["unit"], "entries");
}

TEST_F(Report, ChoosesPicturesWhereTheSpecificationDoesNot) {
  const auto hints = report_data(results(test::rich_spec))["hints"];
  EXPECT_EQ(hints["curves"]["x"], "mmu.dtlb.entries");
  EXPECT_EQ(hints["curves"]["series"], "mmu.l2tlb.entries");
  EXPECT_EQ(hints["heatmap"]["y"], "mmu.l2tlb.entries");
  EXPECT_EQ(hints["pareto"]["x"], "cost.tlb_bits");
  EXPECT_EQ(hints["pareto"]["y"], "translation");
}

TEST_F(Report, FollowsTheHintsOfTheSpecification) {
  const auto hints =
      report_data(results(std::string(test::rich_spec) +
                          "[report]\ncurves = {series = \"mmu.dtlb.entries\"}\n"
                          "pareto = {x = \"cost.tlb_bits\", y = \"access\"}"))["hints"];
  EXPECT_EQ(hints["curves"]["series"], "mmu.dtlb.entries");
  EXPECT_EQ(hints["curves"]["x"], "mmu.l2tlb.entries");
  EXPECT_EQ(hints["pareto"]["y"], "access");
}

TEST_F(Report, FindsTheBestMachineOfEachWorkloadTheStrongestAxisTheKneeAndTheFront) {
  const auto list = findings(results(test::rich_spec));
  EXPECT_THAT(list, Contains(HasSubstr("short: best translation ")));
  EXPECT_THAT(list, Contains(HasSubstr("a longer name: best translation ")));
  EXPECT_THAT(list, Contains(HasSubstr("moves translation most: ")));
  EXPECT_THAT(list, Contains(HasSubstr("mmu.dtlb.entries has no knee up to 1024")));
  EXPECT_THAT(list, Contains(HasSubstr("of 56 machines are on the Pareto front")));
}

TEST_F(Report, WarnsOfExtrapolatedAreasWhereTheyAreShown) {
  const auto warnings = [&](const std::string& more) {
    return warnings_of(results("workloads = [\"uniform:x\"]\n" + more +
                               "\n[axes]\nmmu.dtlb.entries = {pow2=[16, 64]}\n[set]\n"
                               "mmu.dtlb.ways = 4\nmmu.l2tlb.entries = 1024\nmmu.l2tlb.ways = 4"));
  };
  const auto warning = Contains(HasSubstr("extrapolated beyond what was synthesised at 3 of 3"));
  EXPECT_THAT(warnings("metrics = [{name=\"area\", formula=\"cost.tlb_area / 1000000\"}]"),
              warning);
  EXPECT_THAT(warnings(""), Not(warning));
}

TEST_F(Report, TheKneeIsWhereNineTenthsOfTheGainAreReached) {
  // Misses of the closed-form machine fall as (1 - entries / 534)^2, down to 0: of what is gained
  // from 16 to 1024 entries, 256 give 71 % and 512 all but 0.2 %.
  const auto list =
      findings(results("workloads = [\"uniform:x\"]\nmetrics = [\"mmu.dtlb.misses\"]\n[axes]\n"
                       "mmu.dtlb.entries = {pow2=[16, 1024]}\n[set]\nmmu.dtlb.ways = 4"));
  EXPECT_THAT(list, Contains(HasSubstr("Knee of mmu.dtlb.entries: 512 entries reach 90 %")));
}

TEST_F(Report, MetricsBelowZeroHaveAParetoFrontToo) {
  for (const char* better : {"lower", "higher"}) {
    const auto list = findings(results(
        fmt::format("workloads = [\"uniform:x\"]\nmetrics = [{{name=\"gain\", better=\"{}\", "
                    "formula=\"mmu.dtlb.misses - 2 * mmu.dtlb.lookups\"}}]\n[axes]\n"
                    "mmu.dtlb.entries = {{pow2=[16, 1024]}}\n[set]\nmmu.dtlb.ways = 4",
                    better)));
    EXPECT_THAT(list, Contains(HasSubstr("on the Pareto front of mean gain"))) << better;
  }
}

TEST_F(Report, MarksPointsThatLostAProcess) {
  const auto out = test::write_sweep(folder() / "sweep", one_axis);
  const auto file = std::filesystem::directory_iterator(out / "points")->path();
  auto result = nlohmann::json::parse(content(file));
  result["deaths"] = {"sort: SIGSEGV at 0x10"};
  std::ofstream(file) << result;
  const auto data = report_data(load_results(SweepStore::open(out)));
  std::size_t marked = 0;
  for (const auto& point : data["points"]) marked += point["deaths"].size();
  EXPECT_EQ(marked, 1U);
  EXPECT_THAT(data["warnings"][0].get<std::string>(), HasSubstr("In 1 of 7 finished points"));
}

TEST_F(Report, ManyAtOnceInOneFolderDoNotDisturbEachOther) {
  const auto out = test::write_sweep(folder() / "sweep", one_axis);
  std::vector<std::future<std::filesystem::path>> pages;
  for (int i = 0; i < 8; ++i) {
    pages.push_back(std::async(std::launch::async, [&] { return write_report(out); }));
  }
  for (auto& page : pages) EXPECT_NO_THROW(page.get());
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(out)) {
    left.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(left, UnorderedElementsAre("index.sqlite", "points", "report.html", "results.csv",
                                         "sweep.toml"));
}

TEST_F(Report, ListsFailedAndMissingPoints) {
  const auto data = report_data(results(one_axis, true, 2));
  ASSERT_EQ(data["failures"].size(), 1U);
  EXPECT_EQ(data["failures"][0]["reason"], "signal 6 (Aborted)");
  std::vector<std::string> states;
  for (const auto& point : data["points"]) states.push_back(point["state"]);
  EXPECT_THAT(states, ElementsAre("done", "done", "done", "done", "failed", "not run", "not run"));
}

TEST_F(Report, OfASweepWithoutAnyResultIsStillAPage) {
  const auto empty = results(one_axis, false, 7);
  EXPECT_THAT(findings(empty), IsEmpty());
  EXPECT_THAT(report_page(empty), HasSubstr("</html>"));
}

TEST_F(Report, NamesAFolderThatIsNoSweep) {
  EXPECT_THROW(write_report(folder() / "nothing"), InputError);
  EXPECT_THROW(write_report(folder()), InputError);
}

TEST_F(Report, ADamagedManifestIsNamedWithItsKey) {
  const auto out = test::write_sweep(folder() / "sweep", one_axis);
  std::string text = content(out / "sweep.toml");
  text.replace(text.find("workload = 0"), 12, "workload = 9");
  std::ofstream(out / "sweep.toml") << text;
  try {
    write_report(out);
    FAIL();
  } catch (const InputError& e) {
    EXPECT_THAT(e.what(), HasSubstr("sweep.toml: workload: missing or damaged"));
  }
}

TEST_F(Report, TheIndexAnswersQuestionsInSql) {
  const auto out = test::write_sweep(folder() / "sweep", one_axis);
  write_report(out);
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open((out / "index.sqlite").c_str(), &db), SQLITE_OK);
  std::string rows;
  const auto add = [](void* into, int columns, char** texts, char**) {
    for (int i = 0; i < columns; ++i)
      *static_cast<std::string*>(into) += std::string(texts[i]) + ' ';
    return 0;
  };
  const char* sql =
      "SELECT c.value, s.value FROM config c JOIN stat s USING (point) WHERE "
      "c.key = 'mmu.dtlb.entries' AND s.name = 'mmu.dtlb.misses' ORDER BY s.value LIMIT 2";
  EXPECT_EQ(sqlite3_exec(db, sql, add, &rows, nullptr), SQLITE_OK);
  sqlite3_close(db);
  EXPECT_EQ(rows, "1024 0 512 1753 ");
}

TEST_F(Report, TheCsvHasALinePerPointWithUnits) {
  const auto out = test::write_sweep(folder() / "sweep", one_axis);
  write_report(out);
  const std::string csv = content(out / "results.csv");
  EXPECT_THAT(csv,
              testing::StartsWith("point,workload,mmu.dtlb.entries,translation [cycles/access],"));
  EXPECT_THAT(csv,
              HasSubstr(",cost.tlb_bits [bits],cost.walk_cache_bits [bits],cost.tlb_area [µm²],"
                        "cost.tlb_area_extrapolated [µm²],state,deaths\n"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 8);
}

}  // namespace
}  // namespace vapa
