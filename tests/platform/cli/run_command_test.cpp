#include <gmock/gmock.h>

#include <sstream>

#include "platform/cli/program.hpp"
#include "platform/results/result_json.hpp"

namespace vapa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* small = "uniform:footprint=1MiB,accesses=10K,seed=1";

/// Loads of one page after another, and then a line that is none.
std::string damaged_trace(int good_lines) {
  std::string text;
  for (int i = 0; i < good_lines; ++i) text += fmt::format(" L {:x},8\n", 0x10000 + 4096 * i);
  return text + " L nowhere\n";
}

TEST(RunCommand, GivesTheSameBytesForTheSameRun) {
  const Scratch scratch;
  for (const char* file : {"a.json", "b.json"}) {
    ASSERT_EQ(run_vapa(scratch, {"run", "--workload", small, "--stats", file}).status, 0);
  }
  EXPECT_EQ(scratch.read("a.json"), scratch.read("b.json"));
  EXPECT_THAT(run_vapa(scratch, {"diff", "a.json", "b.json"}).out,
              HasSubstr("The statistics are equal."));
}

TEST(RunCommand, SummarisesUnlessQuiet) {
  const Scratch scratch;
  EXPECT_THAT(run_vapa(scratch, {"run", "--workload", small}).out,
              AllOf(HasSubstr("Where the cycles went"), HasSubstr("AMAT"), Not(HasSubstr("\x1b"))));
  EXPECT_EQ(run_vapa(scratch, {"run", "--quiet", "--workload", small}).out, "");
}

TEST(RunCommand, WritesWhatTheResultWasMadeFromWithoutFolders) {
  const Scratch scratch;
  scratch.write("trace", " L 1000,8\n S 2000,8\n");
  ASSERT_EQ(run_vapa(scratch, {"run", "--workload", scratch.path("trace"), "--stats", "s.json",
                               "--set", "seed=7", "--limit", "1k"})
                .status,
            0);
  const StoredResult result = read_result(scratch.path("s.json"));
  EXPECT_EQ(result.manifest.at("seed"), "7");
  EXPECT_EQ(result.manifest.at("limit"), "1000");
  EXPECT_EQ(result.manifest.at("complete"), "true");
  EXPECT_THAT(result.manifest.at("workloads"), HasSubstr("\"name\": \"trace\""));
  EXPECT_EQ(result.stats.at("cpu.accesses"), 2);
  EXPECT_THAT(scratch.read("s.json"), Not(HasSubstr(scratch.path(""))));
}

TEST(RunCommand, MeasuresAfterSkipAndWarmUpUpToTheLimit) {
  const Scratch scratch;
  ASSERT_EQ(run_vapa(scratch, {"run", "--workload", small, "--stats", "s.json", "--skip", "1k",
                               "--warmup", "2k", "--limit", "3k", "--interval", "1k"})
                .status,
            0);
  EXPECT_EQ(read_result(scratch.path("s.json")).stats.at("cpu.accesses"), 3000);
  EXPECT_THAT(scratch.read("s.json"), HasSubstr("\"accesses\": [1000, 2000, 3000]"));
}

/// "name": [1, 2, 3] of the intervals, summed.
double interval_sum(const std::string& json, const std::string& name) {
  const std::size_t at = json.find(fmt::format("\"{}\": [", name), json.find("\"intervals\""));
  std::istringstream list(json.substr(json.find('[', at) + 1));
  double sum = 0;
  for (double value = 0; list >> value; list.ignore(1)) sum += value;
  return sum;
}

TEST(Intervals, AddUpToTheWholeWithTheEndOfAProcessAmongThem) {
  for (const char* every : {"1k", "3k", "20k"}) {
    const Scratch scratch;
    ASSERT_EQ(run_vapa(scratch, {"run", "--workload", "uniform:accesses=10K,write=0.5",
                                 "--workload", "sequential:accesses=5K", "--warmup", "1k",
                                 "--stats", "s.json", "--interval", every})
                  .status,
              0);
    const std::string json = scratch.read("s.json");
    const auto whole = read_result(scratch.path("s.json")).stats;
    for (const char* name : {"cpu.accesses", "cpu.instructions", "cpu.cycles.kernel",
                             "kernel.busy_cycles", "mmu.dtlb.misses"}) {
      EXPECT_EQ(interval_sum(json, name), whole.at(name)) << name << " every " << every;
    }
  }
}

TEST(Intervals, CountInstructionsAsTheWholeDoes) {
  const Scratch scratch;
  scratch.write("trace", " L 1000,8\n L 2000,8\nI  3000,4\n L 1000,8\n");
  ASSERT_EQ(run_vapa(scratch, {"run", "--workload", "./trace", "--stats", "s.json", "--interval",
                               "2", "--set", "kernel.zero_page=false"})
                .status,
            0);
  EXPECT_EQ(interval_sum(scratch.read("s.json"), "cpu.instructions"), 1);
  EXPECT_EQ(read_result(scratch.path("s.json")).stats.at("cpu.instructions"), 1);
}

TEST(Outputs, OneThatCannotBeWrittenLeavesTheOther) {
  const Scratch scratch;
  const Ending ending = run_vapa(scratch, {"run", "--workload", "uniform:accesses=1K", "--stats",
                                           "/dev/full", "--walks", "w.csv"});
  EXPECT_EQ(ending.status, 2);
  EXPECT_THAT(ending.err, HasSubstr("/dev/full"));
  EXPECT_THAT(ending.out, HasSubstr("AMAT")) << "the summary";
  EXPECT_THAT(scratch.read("w.csv"), HasSubstr("start,end,reason"));
}

TEST(Outputs, AResultNamesNoFolderOfAnOther) {
  const Scratch scratch;
  const Ending ending = run_vapa(scratch, {"run", "--workload", "uniform:accesses=200K", "--stats",
                                           "s.json", "--walks", "/dev/full"});
  EXPECT_EQ(ending.status, 2);
  EXPECT_THAT(scratch.read("s.json"), Not(HasSubstr("/dev")));
}

TEST(Instructions, AreTheFetchesOfTheMeasuredPartWhateverTheWarmUp) {
  const Scratch scratch;
  scratch.write("trace", " L 1000,8\n L 2000,8\nI  3000,4\n L 1000,8\nI  3004,4\n L 1008,8\n");
  ASSERT_EQ(run_vapa(scratch, {"run", "--workload", "./trace", "--warmup", "2", "--stats", "s.json",
                               "--set", "kernel.zero_page=false"})
                .status,
            0);
  EXPECT_EQ(read_result(scratch.path("s.json")).stats.at("cpu.instructions"), 2);
}

TEST(ADamagedTrace, KeepsTheResultsSoFarAndEndsWithStatus2) {
  const Scratch scratch;
  scratch.write("trace", damaged_trace(5000));
  const Ending ending =
      run_vapa(scratch, {"run", "--workload", scratch.path("trace"), "--stats", "s.json"});
  EXPECT_EQ(ending.status, 2);
  EXPECT_THAT(ending.err, HasSubstr("5001"));
  EXPECT_THAT(ending.out, HasSubstr("incomplete"));
  const StoredResult result = read_result(scratch.path("s.json"));
  EXPECT_EQ(result.manifest.at("complete"), "false");
  EXPECT_GT(result.stats.at("cpu.accesses"), 0);
  EXPECT_THAT(scratch.read("s.json"), Not(HasSubstr(scratch.path(""))));
}

class ASignal : public ::testing::TestWithParam<const char*> {};

TEST_P(ASignal, KeepsTheResultsSoFarAndEndsWithStatus130) {
  const Scratch scratch;
  // A shell has its background processes ignore SIGINT. The first walks on disk say that the run is
  // under way.
  const std::string command = fmt::format(
      "cd {} && {{ env --default-signal=INT {} run --quiet --stats s.json --walks w.csv "
      "--workload uniform:footprint=1MiB,accesses=1000G & p=$!; "
      "for i in $(seq 1200); do [ -s w.csv.*-* ] && break; sleep 0.05; done; "
      "kill -{} $p; wait $p; echo $? > status; }}",
      scratch.path(""), VAPA_EXECUTABLE, GetParam());
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(scratch.read("status"), "130\n");
  const StoredResult result = read_result(scratch.path("s.json"));
  EXPECT_EQ(result.manifest.at("ended_by"), "interrupted");
  EXPECT_GT(result.stats.at("cpu.accesses"), 0);
  EXPECT_THAT(scratch.read("w.csv"), HasSubstr("start,end,reason"));
}

INSTANTIATE_TEST_SUITE_P(AllThatAskForTheEnd, ASignal, ::testing::Values("INT", "TERM", "HUP"));

TEST(AWorkloadThatEndsBeforeItIsMeasured, IsAnError) {
  const Ending ending = run_vapa(Scratch{}, {"run", "--workload", small, "--skip", "1M"});
  EXPECT_EQ(ending.status, 2);
  EXPECT_THAT(ending.err, HasSubstr("nothing was measured"));
}

}  // namespace
}  // namespace vapa
