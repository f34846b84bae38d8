#include "platform/sweep/spec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/error.hpp"
#include "core/files/text_file.hpp"
#include "platform/sweep/plan.hpp"
#include "support/scratch_folder.hpp"

namespace vapa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string hash_of(const std::string& workload, std::uint64_t) {
  if (workload.starts_with("unifrom:")) throw InputError("unifrom: no such pattern");
  return workload;
}

const SweepVocabulary vocabulary{{{"cpu.accesses", "accesses"},
                                  {"cpu.cycles", "cycles"},
                                  {"cpu.cycles.translation", "cycles"},
                                  {"mmu.dtlb.misses", "lookups"},
                                  {"mmu.dtlb.mpki", "misses/1000 instructions"}},
                                 hash_of};

class Spec : public test::ScratchFolder {
 protected:
  SweepSpec load(const std::string& text) {
    std::ofstream(folder() / "sweep.toml") << "workloads = [\"uniform:footprint=1MiB\"]\n" + text;
    return load_spec((folder() / "sweep.toml").string(), vocabulary);
  }

  std::vector<std::string> labels(const std::string& axis) {
    const SweepSpec spec = load("[axes]\n" + axis);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < spec.description.axes.at(0).size(); ++i) {
      out.push_back(spec.description.axes[0].label(i));
    }
    return out;
  }

  std::size_t points(const std::string& text) { return plan_sweep(load(text), "b").places.size(); }

  std::string error(const std::string& text) {
    try {
      plan_sweep(load(text), "b");
    } catch (const InputError& e) {
      return e.what();
    }
    return "accepted";
  }
};

TEST_F(Spec, AListIsTakenAsItStands) {
  EXPECT_THAT(labels("mmu.dtlb.entries = [16, 64, 32]"), ElementsAre("16", "64", "32"));
}

TEST_F(Spec, ARangeHoldsBothEnds) {
  EXPECT_THAT(labels("mmu.l2tlb.latency = {from=3, to=9, step=3}"), ElementsAre("3", "6", "9"));
  EXPECT_THAT(labels("mmu.l2tlb.latency = {from=3, to=8, step=3}"), ElementsAre("3", "6"));
}

TEST_F(Spec, ARangeOfFractionsReachesItsEndInSpiteOfRounding) {
  EXPECT_THAT(labels("cpu.frequency = {from=0.1, to=0.7, step=0.1}"),
              ElementsAre("0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7"));
}

TEST_F(Spec, PowersOfTwoDouble) {
  EXPECT_THAT(labels("mmu.dtlb.entries = {pow2=[16, 128]}"), ElementsAre("16", "32", "64", "128"));
}

TEST_F(Spec, SizesKeepTheirUnits) {
  EXPECT_THAT(labels("cache.l2.size = {pow2=[\"512KiB\", \"2MiB\"]}"),
              ElementsAre("512KiB", "1MiB", "2MiB"));
}

TEST_F(Spec, ValuesMayBeNamesSwitchesAndLists) {
  EXPECT_THAT(labels("mmu.dtlb.replacement = [\"lru\", \"fifo\"]"), ElementsAre("lru", "fifo"));
  EXPECT_THAT(labels("mmu.l2tlb.enabled = [true, false]"), ElementsAre("true", "false"));
  EXPECT_THAT(labels("mmu.dtlb.page_sizes = [[\"4KiB\"], [\"4KiB\", \"2MiB\"]]"),
              ElementsAre("[4KiB]", "[4KiB, 2MiB]"));
}

TEST_F(Spec, AxesComeInTheOrderOfTheFile) {
  const auto spec = load(
      "[axes]\nmmu.l2tlb.latency = [7, 8]\n\"mmu.dtlb.latency\" = [1]\n[[zip]]\nname = \"shape\"\n"
      "mmu.itlb.entries = [64, 128]\nmmu.itlb.ways = [4, 8]\n");
  ASSERT_EQ(spec.description.axes.size(), 3U);
  EXPECT_EQ(spec.description.axes[0].name, "mmu.l2tlb.latency");
  EXPECT_EQ(spec.description.axes[0].unit, "cycles");
  EXPECT_EQ(spec.description.axes[1].name, "mmu.dtlb.latency");
  EXPECT_EQ(spec.description.axes[2].name, "shape");
  EXPECT_EQ(spec.description.axes[2].label(1), "128, 8");
}

TEST_F(Spec, PointsAreTheProductOfAxesAndWorkloads) {
  EXPECT_EQ(points(""), 1U);
  EXPECT_EQ(points("[axes]\nmmu.dtlb.latency = [1, 2]\nmmu.l2tlb.latency = [5, 6, 7]"), 6U);
  EXPECT_EQ(points("[[zip]]\nmmu.dtlb.entries = [64, 32]\nmmu.dtlb.ways = [4, 8]"), 2U);
}

TEST_F(Spec, AConstraintLeavesPointsOut) {
  const std::string axes = "[axes]\nmmu.dtlb.entries = [4, 8]\nmmu.dtlb.ways = [4, 8]\n";
  EXPECT_THAT(error(axes), HasSubstr("1 of 4 configurations cannot be:\n  mmu.dtlb.entries = 4, "
                                     "mmu.dtlb.ways = 8: mmu.dtlb.ways: must divide entries"));
  EXPECT_EQ(points("constraints = [\"mmu.dtlb.ways <= mmu.dtlb.entries\"]\n" + axes), 3U);
}

TEST_F(Spec, AConstraintMayCompareKeysThatAreWords) {
  EXPECT_EQ(points("constraints = [\"mmu.dtlb.replacement == mmu.itlb.replacement or "
                   "mmu.dtlb.replacement == 'fifo'\"]\n[axes]\nmmu.dtlb.replacement = [\"lru\", "
                   "\"fifo\", \"random\"]"),
            2U);
}

TEST_F(Spec, AnImpossibleBaseIsFineWhereTheAxesMendIt) {
  EXPECT_EQ(points("[set]\nmmu.dtlb.entries = 50\n[axes]\nmmu.dtlb.ways = [25, 50]"), 2U);
}

TEST_F(Spec, TheHashOfAPointHangsOnConfigurationWorkloadBuildAndWindow) {
  const SweepSpec base = load("limit = 1000");
  const auto hash = [](const SweepSpec& s, const char* build) {
    return plan_sweep(s, build).places[0].hash;
  };
  EXPECT_EQ(hash(base, "b"), hash(load("limit = 1000\ntitle = \"other\"\ntimeout = 4"), "b"));
  EXPECT_NE(hash(base, "b"), hash(base, "c"));
  EXPECT_NE(hash(base, "b"), hash(load("limit = 1001"), "b"));
  EXPECT_NE(hash(base, "b"), hash(load("limit = 1000\nskip = 1"), "b"));
  EXPECT_NE(hash(base, "b"), hash(load("limit = 1000\nwarmup = 1"), "b"));
  EXPECT_NE(hash(base, "b"), hash(load("limit = 1000\nset.seed = 2"), "b"));
  SweepSpec other = base;
  other.description.workloads[0].hash = "different";
  EXPECT_NE(hash(base, "b"), hash(other, "b"));
}

TEST_F(Spec, WorkloadsInheritTheWindowOfTheSweep) {
  std::ofstream(folder() / "a.trace") << "x";
  std::ofstream(folder() / "sweep.toml")
      << "skip = 5\nlimit = 100\nworkloads = [\"a.trace\", {use=\"uniform:footprint=1MiB\", "
         "name=\"random\", limit=7}]";
  const auto spec = load_spec((folder() / "sweep.toml").string(), vocabulary);
  const auto& w = spec.description.workloads;
  EXPECT_EQ(w[0].name, "a.trace");
  EXPECT_EQ(spec.workload_arguments[0], (folder() / "a.trace").string());
  EXPECT_EQ(w[0].limit, 100U);
  EXPECT_EQ(w[1].name, "random");
  EXPECT_EQ(w[1].skip, 5U);
  EXPECT_EQ(w[1].limit, 7U);
}

TEST_F(Spec, ABaseFileIsFoundBesideTheSpecification) {
  std::ofstream(folder() / "machine.toml") << "mmu.dtlb.entries = 128\nmmu.dtlb.ways = 4\n";
  EXPECT_EQ(load("base = \"machine.toml\"").base.mmu.dtlb.entries, 128U);
}

TEST_F(Spec, WithoutMetricsThoseAreTakenWhoseStatisticsExist) {
  const auto metrics = load("").description.metrics;
  std::vector<std::string> names;
  for (const SweepMetric& m : metrics) names.push_back(m.name);
  EXPECT_THAT(names, ElementsAre("translation", "access", "dtlb misses"));
}

TEST_F(Spec, AStatisticAsMetricBringsItsUnit) {
  const auto spec = load(
      "metrics = [\"mmu.dtlb.mpki\", {name=\"cpa\", "
      "formula=\"cpu.cycles / cpu.accesses\", unit=\"cycles\", better=\"higher\"}]");
  EXPECT_EQ(spec.description.metrics[0].unit, "misses/1000 instructions");
  EXPECT_EQ(spec.description.metrics[1].unit, "cycles");
  EXPECT_TRUE(spec.description.metrics[1].higher_is_better);
}

struct Wrong {
  const char* text;
  const char* message;
};
void PrintTo(const Wrong& w, std::ostream* out) { *out << w.text; }

class WrongSpec : public Spec, public testing::WithParamInterface<Wrong> {};
TEST_P(WrongSpec, IsRefusedWithPlaceAndMend) {
  const std::string message = error(GetParam().text);
  EXPECT_THAT(message, HasSubstr(GetParam().message));
  EXPECT_THAT(message, HasSubstr("sweep.toml:"));
}
INSTANTIATE_TEST_SUITE_P(
    All, WrongSpec,
    testing::Values(
        Wrong{"axess = 1", "sweep.toml:2:1: axess: no such key in a sweep; did you mean axes?"},
        Wrong{"title = 3", "sweep.toml:2:9: title: must be a text in quotes"},
        Wrong{"timeout = 0", "timeout: must be from 0.001"},
        Wrong{"timeout = \"1h\"", "timeout: must be a number"},
        Wrong{"skip = -1", "skip: must be a whole number below 2^64"},
        Wrong{"workloads = []", "is no TOML"},
        Wrong{"set.mmu.dtlb.entires = 4",
              "mmu.dtlb.entires: no such key of the configuration; did you mean mmu.dtlb.entries"},
        Wrong{"set.mmu.dtlb.entries = \"many\"", "mmu.dtlb.entries: must be a whole number"},
        Wrong{"[axes]\nmmu.dtlb.entires = [1]", "did you mean mmu.dtlb.entries"},
        Wrong{"[axes]\nmmu.dtlb.entries = []", "mmu.dtlb.entries: has no values"},
        Wrong{"[axes]\nmmu.dtlb.entries = {}", "mmu.dtlb.entries: has no values"},
        Wrong{"[axes]\nmmu.dtlb.entries = 64", "a single value belongs in [set]"},
        Wrong{"[axes]\nmmu.dtlb.entries = [64, 64]", "has the value 64 twice"},
        Wrong{"[axes]\nmmu.dtlb.entries = [64, \"x\"]", "3:25: mmu.dtlb.entries: must be"},
        Wrong{"[axes]\nmmu.dtlb.entries = [{a=1}]", "must be a value, is of type"},
        Wrong{"[axes]\nmmu.dtlb.replacement = [\"lru\", \"mru\"]", "mmu.dtlb.replacement: must be"},
        Wrong{"[axes]\nmmu.dtlb.entries = {from=1, to=4}", "step is missing"},
        Wrong{"[axes]\nmmu.dtlb.entries = {from=1, to=4, step=0}", "step must be above 0"},
        Wrong{"[axes]\nmmu.dtlb.entries = {from=9, to=4, step=1}", "from must not exceed to"},
        Wrong{"[axes]\nmmu.dtlb.entries = {from=1, to=1000000, step=1}", "more than 10000 values"},
        Wrong{"[axes]\nmmu.dtlb.entries = {pow2=[3, 64]}", "pow2 needs powers of two"},
        Wrong{"[axes]\nmmu.dtlb.entries = {pow2=[16]}", "pow2 needs two numbers"},
        Wrong{"[axes]\nmmu.dtlb.entries = {pow2=[64, 16]}", "must not exceed the second"},
        Wrong{"[axes]\nmmu.dtlb.entries = {pow2=[16, 64], step=2}", "no such key"},
        Wrong{"[axes]\nmmu.dtlb.entries = [64]\n[[zip]]\nmmu.dtlb.entries = [4]\nmmu.dtlb.ways=[4]",
              "mmu.dtlb.entries: is swept twice"},
        Wrong{"set.mmu.dtlb.entries = 4\n[axes]\nmmu.dtlb.entries = [64]",
              "is set here and swept as an axis"},
        Wrong{"[[zip]]\nmmu.dtlb.entries = [4]", "needs two keys or more"},
        Wrong{"[[zip]]\nmmu.dtlb.entries = [4, 8]\nmmu.dtlb.ways = [4]", "has 1 values where"},
        Wrong{"constraints = [\"mmu.dtlb.ways <\"]", "constraints: \"mmu.dtlb.ways <\": expected"},
        Wrong{"constraints = [\"mmu.dtlb.way < 3\"]", "did you mean mmu.dtlb.ways"},
        Wrong{"constraints = [\"mmu.dtlb.page_sizes < 3\"]", "mmu.dtlb.page_sizes is a list"},
        Wrong{"constraints = [\"1 / 0\"]", "has no value here"},
        Wrong{"constraints = [\"mmu.dtlb.replacement != 'plrru'\"]",
              "constraints: \"mmu.dtlb.replacement != 'plrru'\": 'plrru' is no value of "
              "mmu.dtlb.replacement; did you mean plru or lru?"},
        Wrong{"constraints = [\"'mru' == mmu.dtlb.replacement\"]",
              "'mru' is no value of mmu.dtlb.replacement"},
        Wrong{"constraints = [\"mmu.dtlb.replacement == 7\"]",
              "compares mmu.dtlb.replacement (one of lru, "},
        Wrong{"constraints = [\"mmu.dtlb.ways != '4'\"]",
              "compares '4' (a word) with the number mmu.dtlb.ways"},
        Wrong{"constraints = [\"not mmu.dtlb.replacement\"]", "is a word where a number is needed"},
        Wrong{"metrics = [\"mmu.dtlb.replacement\"]", "is a word where a number is needed"},
        Wrong{"metrics = [\"'lru'\"]", "'lru' is a word where a number is needed"},
        Wrong{"constraints = [\"1 > 2\"]", "constraints: leave no point"},
        Wrong{"metrics = []", "metrics: has no values"},
        Wrong{"metrics = [\"mmu.dtlb.mpkl\"]", "did you mean mmu.dtlb.mpki"},
        Wrong{"metrics = [\"cpu.cycles\", \"cpu.cycles\"]", "two are called"},
        Wrong{"metrics = [{name=\"x\"}]", "formula is missing"},
        Wrong{"metrics = [{formula=\"cpu.cycles\", better=\"more\"}]", "must be \"lower\" or"},
        Wrong{"[report]\ncurves = {x=\"mmu.dtlb.ways\"}", "report.curves.x: no such axis"},
        Wrong{"[report]\npareto = {y=\"translatoin\"}", "did you mean translation"},
        Wrong{"[report]\nchart = 1", "chart: no such key in report"},
        Wrong{"[axes]\nmmu.dtlb.entries = {from=1, to=4000, step=1}\nmmu.l2tlb.entries = {from=1, "
              "to=4000, step=1}",
              "more than 1000000"},
        Wrong{"[axes", "is no TOML"}));

TEST_F(Spec, AMissingTraceIsNamedWithItsFolder) {
  std::ofstream(folder() / "sweep.toml") << "workloads = [\"traces/gone.vapa\"]";
  try {
    load_spec((folder() / "sweep.toml").string(), vocabulary);
    FAIL();
  } catch (const InputError& e) {
    EXPECT_THAT(e.what(), HasSubstr("sweep.toml:1:14: workloads: no such trace: "));
    EXPECT_THAT(e.what(), HasSubstr("traces/gone.vapa"));
  }
}

/// The n-th block of TOML in a page of the documentation.
std::string toml_block(const std::string& page, int n) {
  std::size_t begin = 0;
  for (int i = 0; i <= n; ++i) begin = page.find("```toml\n", begin) + 8;
  return page.substr(begin, page.find("```", begin) - begin);
}

TEST_F(Spec, TheDocumentationShowsAValidOne) {
  const std::string page = read_text_file(VAPA_SOURCE_DIR "/docs/sweeps.md", 1U << 20U);
  std::filesystem::create_directories(folder() / "examples");
  std::filesystem::create_directories(folder() / "traces");
  for (const char* file : {"traces/sort.vapa", "traces/sqlite3.vapa", "examples/laptop.toml"}) {
    std::ofstream(folder() / file) << "";
  }
  const auto file = folder() / "examples" / "sweep.toml";
  std::ofstream(file) << toml_block(page, 1) << toml_block(page, 2) << toml_block(page, 0);
  const SweepSpec spec = load_spec(file.string(), vocabulary);
  EXPECT_EQ(spec.description.axes.size(), 6U);
  EXPECT_EQ(spec.description.workloads.size(), 3U);
  EXPECT_EQ(spec.constraints.size(), 2U);
  EXPECT_EQ(spec.description.metrics.size(), 3U);
  EXPECT_GT(plan_sweep(spec, "b").places.size(), 100U);
}

TEST_F(Spec, APatternThatDoesNotExistIsRefusedBeforeAnythingRuns) {
  std::ofstream(folder() / "sweep.toml") << "workloads = [\"unifrom:footprint=1MiB\"]";
  try {
    load_spec((folder() / "sweep.toml").string(), vocabulary);
    FAIL();
  } catch (const InputError& e) {
    EXPECT_THAT(e.what(), HasSubstr("sweep.toml:1:14: workloads: unifrom: no such pattern"));
  }
}

TEST_F(Spec, ASweepWithoutWorkloadsIsRefused) {
  std::ofstream(folder() / "sweep.toml") << "title = \"x\"";
  EXPECT_THROW(load_spec((folder() / "sweep.toml").string(), vocabulary), InputError);
}

}  // namespace
}  // namespace vapa
