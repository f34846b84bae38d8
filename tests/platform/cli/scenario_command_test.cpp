#include <gmock/gmock.h>

#include "platform/cli/program.hpp"

namespace vapa {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* good = "# A rule.\na = mmap 4 pages rw\nwrite a -> minflt 4\n";
constexpr const char* bad = "a = mmap 4 pages rw\nwrite a -> minflt 5\n";

Ending play(const Scratch& scratch, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"scenario", "--on", "model"});
  return run_vapa(scratch, arguments);
}

TEST(ScenarioCommand, ShowsEveryStepOfOneFile) {
  const Scratch scratch;
  scratch.write("good.scenario", good);
  const Ending ending = play(scratch, {"good.scenario"});
  EXPECT_EQ(ending.status, 0) << ending.err;
  EXPECT_THAT(ending.out, AllOf(HasSubstr("A rule."), HasSubstr("write a 1            minflt 4"),
                                HasSubstr("1 scenario on model: 1 ok, 0 failed\n")));
}

TEST(ScenarioCommand, FailsWhenAnExpectationIsNotMet) {
  const Scratch scratch;
  scratch.write("bad.scenario", bad);
  const Ending ending = play(scratch, {"bad.scenario"});
  EXPECT_EQ(ending.status, 1);
  EXPECT_THAT(ending.out, HasSubstr("line 2: model does not show: minflt 5"));
}

TEST(ScenarioCommand, ShowsOfAFolderWhatFailed) {
  const Scratch scratch;
  scratch.write("a.scenario", good);
  scratch.write("b.scenario", bad);
  scratch.write("c.txt", "no scenario");
  const Ending ending = play(scratch, {"."});
  EXPECT_EQ(ending.status, 1);
  EXPECT_THAT(ending.out,
              AllOf(HasSubstr("ok      ./a.scenario\n"), HasSubstr("FAILED  ./b.scenario: 1 unmet"),
                    HasSubstr("2 scenarios on model: 1 ok, 1 failed"), Not(HasSubstr("A rule."))));
  EXPECT_THAT(play(scratch, {".", "--verbose"}).out, HasSubstr("A rule."));
}

TEST(ScenarioCommand, ReadsAllFilesBeforeItPlaysOne) {
  const Scratch scratch;
  scratch.write("a.scenario", good);
  scratch.write("b.scenario", "reed 0x1000\n");
  const Ending ending = play(scratch, {"a.scenario", "b.scenario"});
  EXPECT_EQ(ending.status, 2);
  EXPECT_EQ(ending.out, "");
  EXPECT_EQ(ending.err, "vapa: b.scenario:1:1: unknown verb 'reed'; did you mean read or pread?\n");
}

TEST(ScenarioCommand, WantsFilesThatAreThere) {
  const Scratch scratch;
  EXPECT_EQ(play(scratch, {"nowhere"}).status, 2);
  EXPECT_THAT(play(scratch, {"."}).err, HasSubstr("no *.scenario is in this folder"));
  EXPECT_EQ(play(scratch, {}).status, 2);
}

TEST(ScenarioCommand, TakesKeysOfTheKernel) {
  const Scratch scratch;
  scratch.write("file.scenario", "file f 1 page\na = mmap 1 page r f\nread a -> majflt 1\n");
  EXPECT_EQ(play(scratch, {"file.scenario"}).status, 1);
  const Ending cold = play(scratch, {"file.scenario", "--set", "kernel.file_cache=cold"});
  EXPECT_EQ(cold.status, 0) << cold.out;
}

}  // namespace
}  // namespace vapa
