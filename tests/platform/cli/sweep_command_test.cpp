#include <gmock/gmock.h>

#include "platform/cli/program.hpp"

namespace vapa {
namespace {

using ::testing::HasSubstr;

constexpr const char* twenty_points =
    "workloads = [\"uniform:footprint=1MiB,accesses=20K\"]\n[axes]\n"
    "seed = {from = 1, to = 20, step = 1}\n";

TEST(SweepCommand, RunsPatternsUnderTheSeedOfTheMachine) {
  const Scratch scratch;
  scratch.write("s.toml", twenty_points);
  const Ending ending = run_vapa(scratch, {"sweep", "s.toml"});
  EXPECT_EQ(ending.status, 0);
  EXPECT_THAT(ending.out, HasSubstr("20 points: 20 run"));
  EXPECT_THAT(ending.out, HasSubstr(" 0 failed"));
}

TEST(SweepCommand, GoesOnWithTheExecutableThatBeganItWhateverReplacesItsFile) {
  const Scratch scratch;
  scratch.write("s.toml", twenty_points);
  const std::string script = fmt::format(
      "cd {} && cp {} vapa && {{ timeout 60 ./vapa sweep s.toml --jobs 1 >stdout 2>&1 & }} && "
      "while kill -0 $! && ! ls s.sweep/points/*.json >/dev/null 2>&1; do sleep 0.01; done; "
      "printf '#!/bin/sh\nexit 3\n' >new && chmod +x new && mv new vapa && wait $!",
      shell_quoted(scratch.path("")), VAPA_EXECUTABLE);
  EXPECT_EQ(std::system(script.c_str()), 0);
  EXPECT_THAT(scratch.read("stdout"), HasSubstr("20 points: 20 run"));
  EXPECT_THAT(scratch.read("stdout"), HasSubstr(" 0 failed"));
}

TEST(SweepCommand, GoesOnWhenNobodyCanReadItsProgress) {
  const Scratch scratch;
  scratch.write("s.toml", twenty_points);
  const std::string script = fmt::format("cd {} && {} sweep s.toml >stdout 2>/dev/full",
                                         shell_quoted(scratch.path("")), VAPA_EXECUTABLE);
  EXPECT_EQ(std::system(script.c_str()), 0);
  EXPECT_THAT(scratch.read("stdout"), HasSubstr(" 0 failed"));
}

TEST(SweepCommand, TakesCountsAsText) {
  const Scratch scratch;
  scratch.write("s.toml", "workloads = [\"uniform:accesses=20K\"]\nlimit = \"10k\"\n");
  ASSERT_EQ(run_vapa(scratch, {"sweep", "s.toml"}).status, 0);
  EXPECT_EQ(std::system(fmt::format("grep -q '\"cpu.accesses\": 10000,' {}/s.sweep/points/*.json",
                                    shell_quoted(scratch.path("")))
                            .c_str()),
            0);
}

TEST(SweepCommand, SaysWithTheLastLineOfAPointWhyItFailed) {
  const Scratch scratch;
  scratch.write("trace", " L 1000,8\n L nowhere\n");
  scratch.write("s.toml", "workloads = [\"trace\"]\n");
  const Ending ending = run_vapa(scratch, {"sweep", "s.toml"});
  EXPECT_EQ(ending.status, 1);
  EXPECT_THAT(ending.out, HasSubstr("failed: base configuration on trace: exit status 2: "));
  EXPECT_THAT(ending.out, HasSubstr("not a line of lackey"));
}

}  // namespace
}  // namespace vapa
