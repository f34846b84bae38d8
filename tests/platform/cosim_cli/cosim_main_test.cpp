// The command line of a program with devices of its own.

#include "cosim_cli/cosim_main.hpp"

#include <gmock/gmock.h>

#include "platform/cosim/lookup_device.hpp"
#include "support/scratch_folder.hpp"

namespace vapa::cosim {
namespace {

using ::testing::HasSubstr;

struct Ending {
  int status = 0;
  std::string out;
  std::string err;
};

Ending run(std::vector<const char*> arguments, const std::vector<Dut>& devices) {
  arguments.insert(arguments.begin(), "./build/hold");
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Ending ending;
  ending.status = cosim_main(static_cast<int>(arguments.size()), arguments.data(), devices);
  ending.out = testing::internal::GetCapturedStdout();
  ending.err = testing::internal::GetCapturedStderr();
  return ending;
}

TEST(CosimMain, HoldsTheDevicesItIsGiven) {
  const Ending ending = run({"--cycles", "20k"}, {lookup_dut(Wrong::nothing)});
  EXPECT_EQ(ending.status, 0) << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("no mismatch\ncoverage: "));
}

TEST(CosimMain, ListsThemByWhatTheyCanDo) {
  Dut described = lookup_dut(Wrong::nothing);
  described.name = "another";
  described.description = "of its own";
  const Ending ending = run({"--list"}, {lookup_dut(Wrong::nothing), described});
  EXPECT_THAT(ending.out,
              HasSubstr("lookup        about 6 entries, 4KiB 2MiB, VA 39, PA 44, ASID 0"));
  EXPECT_THAT(ending.out, HasSubstr("latency 0, flush all, rights not checked\n"));
  EXPECT_THAT(ending.out, HasSubstr("another       of its own\n"));
}

TEST(CosimMain, SavesWhatFailedAndReplaysIt) {
  const test::TemporaryFolder folder;
  const std::string steps = (folder.path() / "steps.txt").string();
  const std::vector<Dut> devices{lookup_dut(Wrong::flush_forgets_an_entry)};
  const Ending first = run({"--save", steps.c_str()}, devices);
  EXPECT_EQ(first.status, 1) << first.err;
  EXPECT_THAT(first.out, HasSubstr("lookup: MISMATCH (oracle) in cycle "));
  EXPECT_THAT(first.out, HasSubstr("  ./build/hold --replay " + steps + "\ndoes it again\n"));
  EXPECT_THAT(first.out, HasSubstr("the last cycles:\n"));
  const Ending again = run({"--replay", steps.c_str()}, devices);
  EXPECT_EQ(again.status, 1) << again.err;
  EXPECT_THAT(again.out, HasSubstr("lookup: MISMATCH (oracle) in cycle "));
}

TEST(CosimMain, RefusesWrongUseWithTheMend) {
  const Dut dut = lookup_dut(Wrong::nothing);
  const Ending twice = run({}, {dut, dut});
  EXPECT_EQ(twice.status, 2);
  EXPECT_EQ(twice.err, "hold: device lookup: name: is given to two devices; each needs its own\n");
  const Ending option = run({"--cylces", "5"}, {dut});
  EXPECT_EQ(option.status, 2);
  EXPECT_THAT(option.err, HasSubstr("hold: --cylces: not expected here; did you mean --cycles?"));
  const Ending name = run({"--dut", "lokup"}, {dut});
  EXPECT_EQ(name.status, 2);
  EXPECT_THAT(name.err, HasSubstr("lokup: no such device; did you mean lookup?"));
  EXPECT_THAT(name.err, HasSubstr("`./build/hold --list` lists them"));
}

}  // namespace
}  // namespace vapa::cosim
