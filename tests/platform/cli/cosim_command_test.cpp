#include <gmock/gmock.h>

#include "platform/cli/program.hpp"

namespace vapa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(CosimCommand, ListsItsDevicesWithTheirParameters) {
  const Scratch scratch;
  const Ending ending = run_vapa(scratch, {"cosim", "--list"});
  EXPECT_EQ(ending.status, 0);
  EXPECT_THAT(ending.out, HasSubstr("full          16 entries, 16 ways, 4KiB 2MiB 1GiB, VA 48"));
  EXPECT_THAT(ending.out, HasSubstr("A and D by software"));
}

TEST(CosimCommand, SaysWhatRanAndWhatWasNotCovered) {
  const Scratch scratch;
  const Ending ending =
      run_vapa(scratch, {"cosim", "--dut", "small", "--dut", "one", "--cycles", "20k", "--epoch",
                         "10k", "--seed", "3", "--junit", "verdicts.xml"});
  EXPECT_EQ(ending.status, 0);
  EXPECT_THAT(ending.out, HasSubstr("in 2 epochs"));
  EXPECT_THAT(ending.out, HasSubstr("no mismatch\none "));
  EXPECT_THAT(ending.out, HasSubstr("coverage: "));
  EXPECT_THAT(ending.out, HasSubstr("  not hit: "));
  const std::string verdicts = scratch.read("verdicts.xml");
  EXPECT_THAT(verdicts, HasSubstr("tests=\"2\" failures=\"0\""));
  EXPECT_THAT(verdicts, HasSubstr("<testcase classname=\"cosim\" name=\"small\""));
  EXPECT_THAT(verdicts, Not(HasSubstr("<failure")));
}

TEST(CosimCommand, TakesTheAccessesOfAWorkload) {
  const Scratch scratch;
  const Ending ending =
      run_vapa(scratch, {"cosim", "--dut", "small", "--dut", "svade", "--cycles", "30k",
                         "--workload", VAPA_SOURCE_DIR "/examples/traces/sort.vapa"});
  EXPECT_EQ(ending.status, 0) << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("in 2 epochs"));
  EXPECT_THAT(ending.out, HasSubstr("svade "));
  EXPECT_THAT(ending.out, Not(HasSubstr("MISMATCH")));
}

TEST(CosimCommand, SaysThatAWorkloadHasNoAccess) {
  const Scratch scratch;
  const Ending ending = run_vapa(
      scratch, {"cosim", "--dut", "small", "--workload", "sequential:footprint=64KiB,accesses=0"});
  EXPECT_EQ(ending.status, 2);
  EXPECT_EQ(ending.out, "");
}

TEST(CosimCommand, NeedsNoFolderForTemporaryFiles) {
  const Scratch scratch;
  ASSERT_EQ(::setenv("TMPDIR", "/nowhere", 1), 0);
  const Ending ending = run_vapa(scratch, {"cosim", "--dut", "one", "--cycles", "20k"});
  ASSERT_EQ(::unsetenv("TMPDIR"), 0);
  EXPECT_EQ(ending.status, 0) << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("no mismatch"));
}

TEST(CosimCommand, ReplaysAText) {
  const Scratch scratch;
  scratch.write("steps",
                "vapa-stimulus 1\ndevice no_asid\nseed 4\nstalls no\nwaits no\n"
                "+0 request load va 0x5000 asid 0 mode 7\n+9 flush\n");
  const Ending ending = run_vapa(scratch, {"cosim", "--replay", "steps"});
  EXPECT_EQ(ending.status, 0);
  EXPECT_THAT(ending.out, HasSubstr("load 0x5000 asid 0 mode 7"));
  EXPECT_THAT(ending.out, HasSubstr("flush-done"));
  EXPECT_THAT(ending.out, HasSubstr("no_asid: no mismatch in 2 steps"));
}

}  // namespace
}  // namespace vapa
