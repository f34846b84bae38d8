#include "platform/sweep/sweep.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <thread>

#include "core/error.hpp"
#include "core/files/text_file.hpp"
#include "platform/sweep/store.hpp"
#include "support/scratch_folder.hpp"

namespace vapa {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Files = std::map<std::string, std::string>;

/// Every file below a folder with its content.
Files contents(const fs::path& folder) {
  Files out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    out[fs::relative(entry.path(), folder).string()] =
        read_text_file(entry.path().string(), 1U << 30U);
  }
  return out;
}

std::vector<std::string> names(const Files& files) {
  std::vector<std::string> out;
  for (const auto& [name, content] : files) out.push_back(name);
  return out;
}

class Sweep : public test::ScratchFolder {
 protected:
  Sweep() { ::setenv("FAKE_VAPA_LOG", log().c_str(), 1); }
  ~Sweep() override {
    ::unsetenv("FAKE_VAPA_LOG");
    ::unsetenv("FAKE_VAPA_BUILD");
  }

  fs::path log() const { return folder() / "starts.log"; }
  fs::path out(const std::string& name = "out") const { return folder() / name; }

  SweepSpec spec(const std::string& text) const {
    std::ofstream(folder() / "sweep.toml") << text;
    return load_spec((folder() / "sweep.toml").string(),
                     {{{"cpu.accesses", "accesses"}, {"cpu.cycles.translation", "cycles"}},
                      [](const std::string& workload, std::uint64_t) { return workload; }});
  }

  SweepSpec four_by(const std::string& workload, const std::string& more = "") const {
    return spec("workloads = [\"" + workload + "\"]\n" + more +
                "\n[axes]\nmmu.dtlb.entries = {pow2=[16, 128]}\n[set]\nmmu.dtlb.ways = 4");
  }

  SweepOptions options(const std::string& name = "out") const {
    SweepOptions o;
    o.directory = out(name);
    o.executable = FAKE_VAPA;
    o.build_id = "build";
    o.jobs = 2;
    return o;
  }

  /// Runs the sweep in a process of its own and sends it a signal once it has started so many
  /// points since the log was last removed. Gives its wait status.
  int run_until(std::size_t started, int signal, const SweepSpec& spec,
                const SweepOptions& options) const {
    const pid_t sweep = ::fork();
    if (sweep == 0) {
      const auto outcome = run_sweep(spec, options);
      ::_exit(outcome.interrupted != 0 ? 130 : 0);
    }
    int state = 0;
    bool ended = false;
    while (!ended && starts().size() < started) {
      ended = ::waitpid(sweep, &state, WNOHANG) == sweep;
      std::this_thread::sleep_for(1ms);
    }
    if (ended) return state;
    ::kill(sweep, signal);
    ::waitpid(sweep, &state, 0);
    return state;
  }

  std::vector<std::string> starts() const {
    std::ifstream in(log());
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }
};

TEST_F(Sweep, RunsEveryPointOnceAndKeepsItsResult) {
  const auto outcome = run_sweep(four_by("quick:a"), options());
  EXPECT_EQ(outcome.status.points, 4U);
  EXPECT_EQ(outcome.status.finished, 4U);
  EXPECT_THAT(outcome.failures, IsEmpty());
  EXPECT_EQ(starts().size(), 4U);
  const Files files = contents(out());
  EXPECT_EQ(std::count_if(files.begin(), files.end(),
                          [](const auto& f) { return f.first.starts_with("points/"); }),
            4);
  EXPECT_THAT(names(files), testing::IsSupersetOf({"index.sqlite", "results.csv", "sweep.toml"}));
  EXPECT_EQ(files.size(), 7U);
}

TEST_F(Sweep, ASecondRunStartsNothingAndChangesNothing) {
  run_sweep(four_by("quick:a"), options());
  const Files before = contents(out());
  const auto outcome = run_sweep(four_by("quick:a"), options());
  EXPECT_EQ(outcome.status.earlier, 4U);
  EXPECT_EQ(starts().size(), 4U);
  EXPECT_EQ(contents(out()), before);
}

TEST_F(Sweep, AnExtendedSweepRunsWhatIsNew) {
  run_sweep(four_by("quick:a"), options());
  const auto wider = spec(
      "workloads = [\"quick:a\"]\n[axes]\nmmu.dtlb.entries = {pow2=[16, 512]}\n[set]\n"
      "mmu.dtlb.ways = 4");
  const auto outcome = run_sweep(wider, options());
  EXPECT_EQ(outcome.status.finished, 2U);
  EXPECT_EQ(starts().size(), 6U);
}

TEST_F(Sweep, AnotherBuildRunsEverythingAgain) {
  run_sweep(four_by("quick:a"), options());
  SweepOptions other = options();
  other.build_id = "other";
  ::setenv("FAKE_VAPA_BUILD", "other", 1);
  EXPECT_EQ(run_sweep(four_by("quick:a"), other).status.finished, 4U);
}

TEST_F(Sweep, EqualPointsRunOnce) {
  const auto s = spec(
      "workloads = [{use=\"quick:a\", name=\"one\"}, {use=\"quick:a\", name=\"two\"}]\n"
      "[axes]\nmmu.dtlb.latency = [1, 2]");
  const auto outcome = run_sweep(s, options());
  EXPECT_EQ(outcome.status.points, 2U);
  EXPECT_EQ(starts().size(), 2U);
  const std::string csv = contents(out())["results.csv"];
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 5);
}

TEST_F(Sweep, AResultOfNonsenseIsRunAgain) {
  run_sweep(four_by("quick:a"), options());
  const Files before = contents(out());
  const auto point = *fs::directory_iterator(out() / "points");
  std::ofstream(point.path()) << "{\"manifest\": {";
  run_sweep(four_by("quick:a"), options());
  EXPECT_EQ(starts().size(), 5U);
  EXPECT_EQ(contents(out()), before);
}

struct Damage {
  const char* name;
  std::string content;
};
void PrintTo(const Damage& d, std::ostream* out) { *out << d.name; }

std::string manifest_and(const std::string& rest) {
  return R"({"manifest": {"complete": true}, )" + rest + "}";
}

class DamagedResult : public Sweep, public testing::WithParamInterface<Damage> {};
TEST_P(DamagedResult, IsRunAgain) {
  run_sweep(four_by("quick:a"), options());
  const Files before = contents(out());
  const fs::path point = fs::directory_iterator(out() / "points")->path();
  std::ofstream(point) << GetParam().content;
  EXPECT_EQ(run_sweep(four_by("quick:a"), options()).status.finished, 1U);
  EXPECT_EQ(contents(out()), before);
}
INSTANTIATE_TEST_SUITE_P(
    All, DamagedResult,
    testing::Values(
        Damage{"CompleteIsAText",
               R"({"manifest": {"complete": "yes"}, "config": {"a": 1}, "stats": {"b": 2}})"},
        Damage{"Empty", manifest_and(R"("config": {}, "stats": {})")},
        Damage{"NoStatistics", manifest_and(R"("config": {"a": 1}, "stats": {})")},
        Damage{"AStatisticIsAText", manifest_and(R"("config": {"a": 1}, "stats": {"b": "2"}})")},
        Damage{"SectionsInTheConfiguration",
               manifest_and(R"("config": {"a": {"b": 1}}, "stats": {"b": 2})")},
        Damage{"DeathsAreNumbers",
               manifest_and(R"("config": {"a": 1}, "stats": {"b": 2}, "deaths": [1])")},
        Damage{"AList", "[1, 2]"},
        Damage{"Deep", manifest_and(R"("config": {"a": )" + std::string(200'000, '[') +
                                    std::string(200'000, ']') + R"(}, "stats": {"b": 2})")}),
    [](const auto& parameter) { return parameter.param.name; });

TEST_F(Sweep, AFailureOfNonsenseIsRunAgain) {
  run_sweep(four_by("fail:a"), options());
  const fs::path failure = fs::directory_iterator(out() / "failed")->path();
  for (const char* nonsense : {R"({"reason": 5})", "{}", R"({"reason": {"a": 1}, "output": 3})"}) {
    std::ofstream(failure) << nonsense;
    EXPECT_EQ(run_sweep(four_by("fail:a"), options()).status.finished, 1U) << nonsense;
  }
}

TEST_F(Sweep, AResultOfAnotherExecutableIsAFailure) {
  ::setenv("FAKE_VAPA_BUILD", "renamed over it", 1);
  const auto outcome = run_sweep(four_by("quick:a"), options());
  ASSERT_EQ(outcome.failures.size(), 4U);
  EXPECT_THAT(outcome.failures[0].reason,
              HasSubstr("the executable is not the planned one: renamed over it instead of build"));
  EXPECT_TRUE(fs::is_empty(out() / "points"));
}

TEST_F(Sweep, AResultOfAWorkloadThatWasReplacedIsAFailure) {
  const auto outcome = run_sweep(four_by("replaced:a"), options());
  ASSERT_EQ(outcome.failures.size(), 1U);
  EXPECT_THAT(outcome.failures[0].reason,
              HasSubstr("the workload is not the planned one: new instead of replaced:a"));
}

TEST_F(Sweep, PatternsWithoutASeedFollowThatOfTheMachine) {
  auto s = four_by("quick:a");
  s.workload_hashes[0] = [](std::uint64_t seed) {
    return seed == 7 ? "quick:a" : "of another seed";
  };
  EXPECT_EQ(run_sweep(s, options()).failures.size(), 4U);
  s.base.seed = 7;
  EXPECT_THAT(run_sweep(s, options()).failures, IsEmpty());
}

TEST_F(Sweep, AFullDiskEndsItAndBlamesNoPoint) {
  try {
    run_sweep(four_by("full:a"), options());
    FAIL();
  } catch (const InputError& e) {
    EXPECT_THAT(e.what(), HasSubstr("out: the disk is full; make room"));
  }
  EXPECT_FALSE(fs::exists(out() / "failed"));
}

TEST_F(Sweep, PointsThatLostAProcessAreDoneButNamed) {
  const auto outcome = run_sweep(four_by("killed:a"), options());
  EXPECT_THAT(outcome.failures, IsEmpty());
  EXPECT_THAT(
      outcome.warnings,
      ElementsAre("In 1 of 4 finished points a process was killed, and what they measured is "
                  "not the whole workload; the first: mmu.dtlb.entries = 32 on killed:a: sort: "
                  "SIGSEGV at 0x10."));
  const std::string csv = contents(out())["results.csv"];
  EXPECT_THAT(csv, HasSubstr(",state,deaths\n"));
  EXPECT_THAT(csv, HasSubstr(",done,sort: SIGSEGV at 0x10\n"));
}

TEST_F(Sweep, AMetricWithoutAnyValueIsNamed) {
  auto s = four_by("quick:a");
  s.description.metrics.push_back({"a", "1 / 0", "", false});
  EXPECT_THAT(run_sweep(s, options()).warnings,
              ElementsAre("The metric a has no value at any point: 1 / 0."));
}

TEST_F(Sweep, ACrashIsRecordedAndTheRestGoOn) {
  const auto outcome = run_sweep(four_by("crash:a"), options());
  ASSERT_EQ(outcome.failures.size(), 1U);
  EXPECT_EQ(outcome.failures[0].point, "mmu.dtlb.entries = 32 on crash:a");
  EXPECT_EQ(outcome.failures[0].reason, "signal 11 (Segmentation fault)");
  EXPECT_EQ(outcome.status.finished, 4U);
  const auto failure = SweepStore::open(out()).failure(outcome.failures[0].hash);
  ASSERT_TRUE(failure.has_value());
  EXPECT_EQ(failure->output, "about to crash\n");
  EXPECT_THAT(contents(out())["results.csv"], HasSubstr("signal 11 (Segmentation fault)"));
}

TEST_F(Sweep, AnErrorExitIsRecordedWithItsStatus) {
  const auto outcome = run_sweep(four_by("fail:a"), options());
  ASSERT_EQ(outcome.failures.size(), 1U);
  EXPECT_EQ(outcome.failures[0].reason, "exit status 3");
  EXPECT_EQ(outcome.failures[0].last_line, "no such thing");
}

TEST_F(Sweep, APointThatHangsIsStoppedAtItsTimeout) {
  const auto outcome = run_sweep(four_by("hang:a", "timeout = 3"), options());
  ASSERT_EQ(outcome.failures.size(), 1U);
  EXPECT_EQ(outcome.failures[0].reason, "timeout after 3 s");
}

TEST_F(Sweep, AFailureIsRememberedUntilARetryIsAskedFor) {
  run_sweep(four_by("fail:a"), options());
  const auto again = run_sweep(four_by("fail:a"), options());
  EXPECT_EQ(starts().size(), 4U);
  EXPECT_EQ(again.failures.size(), 1U);
  SweepOptions retry = options();
  retry.retry_failed = true;
  EXPECT_EQ(run_sweep(four_by("fail:a"), retry).status.finished, 1U);
  EXPECT_EQ(starts().size(), 5U);
}

TEST_F(Sweep, TwoSweepsInOneFolderAreRefused) {
  const SweepStore first = SweepStore::create(out());
  EXPECT_THROW(run_sweep(four_by("quick:a"), options()), InputError);
}

TEST_F(Sweep, AFolderThatCannotBeWrittenIsAnError) {
  std::ofstream(folder() / "file") << "x";
  EXPECT_THROW(run_sweep(four_by("quick:a"), options("file")), InputError);
}

TEST_F(Sweep, AnAxisThatChangesNothingIsNamed) {
  const auto s = spec(
      "workloads = [\"quick:a\"]\n[axes]\nmmu.dtlb.entries = [16, 64]\ncache.l2.latency = [14, "
      "15]\n"
      "[set]\nmmu.dtlb.ways = 4\nmmu.l2tlb.entries = 512");
  EXPECT_THAT(run_sweep(s, options()).warnings,
              ElementsAre("The axis cache.l2.latency changes nothing: every statistic is equal "
                          "along it."));
}

TEST_F(Sweep, AnAxisThatChangesNoMetricIsNamedAsSuch) {
  auto s = four_by("quick:a");
  s.description.metrics = {{"accesses", "cpu.accesses", "", false}};
  EXPECT_THAT(run_sweep(s, options()).warnings,
              ElementsAre(HasSubstr("mmu.dtlb.entries changes none of the metrics")));
}

TEST_F(Sweep, ProgressReachesTheNumberOfPoints) {
  std::vector<std::size_t> finished;
  run_sweep(four_by("quick:a"), options(),
            [&](const SweepStatus& s) { finished.push_back(s.finished); });
  EXPECT_EQ(finished.front(), 0U);
  EXPECT_EQ(finished.back(), 4U);
  EXPECT_TRUE(std::is_sorted(finished.begin(), finished.end()));
}

const char* const forty_slow_points =
    "workloads = [\"slow:a\", \"slow:bb\"]\n[axes]\nmmu.dtlb.entries = {pow2=[8, 128]}\n"
    "mmu.l2tlb.latency = [5, 6, 7, 8]\n[set]\nmmu.dtlb.ways = 4";

TEST_F(Sweep, KilledAnywhereAndStartedAgainItGivesTheSameBytesAndRepeatsOnlyWhatWasInFlight) {
  run_sweep(spec(forty_slow_points), options("whole"));
  ASSERT_EQ(starts().size(), 40U);
  const Files whole = contents(out("whole"));
  for (const std::size_t moment : {0U, 1U, 2U, 7U, 18U, 29U, 38U}) {
    fs::remove(log());
    const std::string name = fmt::format("killed-{}", moment);
    run_until(moment, SIGKILL, spec(forty_slow_points), options(name));
    run_until(starts().size() + 1, SIGKILL, spec(forty_slow_points), options(name));
    run_sweep(spec(forty_slow_points), options(name));
    EXPECT_EQ(contents(out(name)), whole) << name;
    // Twice killed with two in flight each: at most four starts more than points.
    EXPECT_GE(starts().size(), 40U) << name;
    EXPECT_LE(starts().size(), 44U) << name;
  }
}

TEST_F(Sweep, InterruptedItKeepsWhatItHas) {
  // Two at a time: with the eighth start six points at least have ended.
  const int state = run_until(8, SIGINT, spec(forty_slow_points), options());
  ASSERT_TRUE(WIFEXITED(state));
  EXPECT_EQ(WEXITSTATUS(state), 130);
  const auto kept = names(contents(out()));
  EXPECT_FALSE(fs::exists(out() / "scratch"));
  const auto points = static_cast<std::size_t>(std::count_if(
      kept.begin(), kept.end(), [](const auto& n) { return n.starts_with("points/"); }));
  EXPECT_GE(points, 6U);
  EXPECT_LT(points, 40U);
  EXPECT_EQ(run_sweep(spec(forty_slow_points), options()).status.earlier, points);
}

TEST_F(Sweep, ChildrenDieWithASweepThatIsKilled) {
  // A child that outlived the sweep would hold this pipe open.
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const auto s = four_by("hang:a");
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::close(ends[0]);
    run_sweep(s, options());
    ::_exit(0);
  }
  ::close(ends[1]);
  while (starts().size() < 4) std::this_thread::sleep_for(5ms);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  char byte = 0;
  EXPECT_EQ(::read(ends[0], &byte, 1), 0);
  ::close(ends[0]);
}

}  // namespace
}  // namespace vapa
