// A campaign over the accesses of a program.

#include <gmock/gmock.h>

#include "cosim_cli/cosim_command.hpp"
#include "platform/cosim/lookup_device.hpp"

namespace vapa {
namespace {

using ::testing::HasSubstr;

struct Told {
  int status = 0;
  std::string out;
  std::string err;
};

/// Of two devices; the program has so many accesses.
Told campaign(std::uint64_t accesses, unsigned& begun, std::uint64_t& most_at_once) {
  CosimProgram program{"hold", {cosim::lookup_dut(cosim::Wrong::nothing)}};
  program.devices.push_back(program.devices.front());
  program.devices.back().name = "another";
  program.workload = [&](const std::string& name) {
    return CosimWorkload{name + ": has 2 processes", [&]() -> cosim::Lookups {
                           ++begun;
                           return [&most_at_once, left = accesses](std::uint64_t most) mutable {
                             most_at_once = std::max(most_at_once, most);
                             const std::uint64_t count = std::min(most, left);
                             left -= count;
                             return std::vector<cosim::Lookup>(count, {VirtAddr{0x5000}, Op::load});
                           };
                         }};
  };
  CLI::App command;
  Action action;
  add_cosim_options(command, program, action);
  command.parse(std::vector<std::string>{"w", "--workload", "1G", "--cycles", "1k", "--epoch"});
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Told told;
  told.status = run_program("hold", action);
  told.out = testing::internal::GetCapturedStdout();
  told.err = testing::internal::GetCapturedStderr();
  return told;
}

TEST(AWorkload, IsReadInEpochsByEachDevice) {
  unsigned begun = 0;
  std::uint64_t most_at_once = 0;
  const Told told = campaign(2500, begun, most_at_once);
  EXPECT_EQ(told.status, 0) << told.err;
  EXPECT_EQ(begun, 2U);
  EXPECT_EQ(most_at_once, 1000U) << "of a thousand million that were allowed";
  EXPECT_THAT(told.out, HasSubstr("in 3 epochs"));
  EXPECT_EQ(told.err, "hold: w: has 2 processes\n");
}

TEST(AWorkload, WithoutAccessesIsNoSuccess) {
  unsigned begun = 0;
  std::uint64_t most_at_once = 0;
  const Told told = campaign(0, begun, most_at_once);
  EXPECT_EQ(told.status, 2);
  EXPECT_EQ(told.out, "");
  EXPECT_THAT(told.err, HasSubstr("w: has no access"));
}

}  // namespace
}  // namespace vapa
