// What a campaign makes of the program that writes its wave.

#include <gmock/gmock.h>

#include "cosim_cli/cosim_command.hpp"
#include "platform/cosim/lookup_device.hpp"
#include "support/scratch_folder.hpp"

namespace vapa {
namespace {

using ::testing::HasSubstr;

struct Told {
  int status = 0;
  std::string out;
};

/// A campaign that fails, whose wave is written by such a program.
Told campaign(const std::function<CosimReplay(const std::string& stimulus)>& replay) {
  const test::TemporaryFolder folder;
  const std::string save = (folder.path() / "steps").string();
  CosimWaves waves;
  waves.files = [](const std::string& wave) { return std::vector{wave}; };
  waves.check = [](const std::string&) {};
  waves.elsewhere = [&](const std::string& stimulus, const std::string&,
                        const std::function<bool()>&) { return replay(stimulus); };
  CLI::App command;
  Action action;
  add_cosim_options(command, {"hold", {cosim::lookup_dut(cosim::Wrong::answers_late)}, waves},
                    action);
  command.parse(std::vector<std::string>{"w.fst", "--wave", save, "--save"});  // from the last on
  testing::internal::CaptureStdout();
  const int status = action();
  return {status, testing::internal::GetCapturedStdout()};
}

TEST(AWaveOfAMismatch, IsOneWhenTheOtherProgramFindsIt) {
  const Told told = campaign([](const std::string&) {
    return CosimReplay{1, "lookup: MISMATCH (protocol) in cycle 12345: late\n"};
  });
  EXPECT_EQ(told.status, 1);
  EXPECT_THAT(told.out, HasSubstr("w.fst: the wave shows another mismatch"));
}

TEST(AWaveOfAMismatch, ShowsTheSame) {
  std::string first;
  const auto verdict = [&](const std::string& out) {
    const std::size_t at = out.find("lookup: MISMATCH");
    return out.substr(at, out.find('\n', at) - at);
  };
  first = verdict(campaign([](const std::string&) { return CosimReplay{}; }).out);
  const Told told = campaign([&](const std::string&) { return CosimReplay{1, first + "\n"}; });
  EXPECT_THAT(told.out, HasSubstr("its wave is in w.fst; `hold --replay "));
}

TEST(AWaveOfAMismatch, ShowsNone) {
  const Told told = campaign([](const std::string&) { return CosimReplay{}; });
  EXPECT_EQ(told.status, 1);
  EXPECT_THAT(told.out, HasSubstr("w.fst: the wave shows no mismatch"));
}

TEST(AWaveOfAMismatch, IsNoneWhenTheOtherProgramFails) {
  for (const int status : {1, 2, 130, 139}) {
    const Told told = campaign([&](const std::string&) {
      return CosimReplay{status, "internal failure"};
    });
    EXPECT_EQ(told.status, 1);
    EXPECT_THAT(told.out, HasSubstr("w.fst: no wave was written")) << status;
  }
}

}  // namespace
}  // namespace vapa
