#include "cosim_cli/cosim_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <thread>

#include "core/error.hpp"
#include "cosim_cli/cosim_arguments.hpp"
#include "cosim_cli/cosim_campaigns.hpp"
#include "cosim_cli/cosim_replay.hpp"
#include "cosim_cli/cosim_report.hpp"
#include "terminal/count_option.hpp"

namespace vapa {
namespace {

/// A longer one is not kept in memory, and its sequence is no text to be read.
constexpr Cycle most_epoch_cycles = 1'000'000;

int run_list(const CosimArguments& arguments) {
  for (const cosim::Dut& dut : arguments.program.devices) {
    std::cout << fmt::format(
        "{:<13} {}\n", dut.name,
        dut.description.empty() ? capabilities_text(dut.capabilities) : dut.description);
  }
  return exit_ok;
}

int run_cosim(const CosimArguments& arguments) {
  if (arguments.list) return run_list(arguments);
  if (!arguments.replay.empty()) return run_replay(arguments);
  if (arguments.campaign.cycles == 0) throw InputError("--cycles: must be at least 1");
  if (arguments.campaign.epoch_cycles == 0 || arguments.campaign.epoch_cycles > most_epoch_cycles) {
    throw InputError("--epoch: must be from 1 to 1M");
  }
  return run_campaigns(arguments);
}

/// What an option makes meaningless is refused, except `allowed`.
void refuse_beside(const CLI::App& command, const std::string& option, const std::string& allowed) {
  if (command.get_option(option)->count() == 0) return;
  std::string others;
  for (const CLI::Option* other : command.get_options()) {
    const std::string name = other->get_name();
    if (other->count() == 0 || name == option || name == allowed) continue;
    others += fmt::format("{}{}", others.empty() ? "" : ", ", name);
  }
  if (others.empty()) return;
  throw InputError(fmt::format("{}: without meaning beside {}; leave it out", others, option));
}

/// An option with a value that is not empty, as that of a variable of a shell can be.
CLI::Option* add_name(CLI::App& command, const std::string& option, std::string& value,
                      const std::string& description) {
  const auto check = [](const std::string& text) {
    return std::string(text.empty() ? "is empty; give it a name" : "");
  };
  return command.add_option(option, value, description)->check(check)->type_name("FILE");
}

}  // namespace

void add_cosim_options(CLI::App& command, CosimProgram program, Action& action) {
  auto arguments = std::make_shared<CosimArguments>();
  arguments->program = std::move(program);
  arguments->campaign.jobs = std::max(1U, std::thread::hardware_concurrency());
  command
      .add_option("--dut", arguments->devices,
                  "A device to be held, may be repeated; without it: all")
      ->type_name("NAME");
  add_count(command, "--seed", arguments->campaign.seed, "Of all that is random");
  add_count(command, "--cycles", arguments->campaign.cycles, "Of each device; default 1M");
  add_count(command, "--epoch", arguments->campaign.epoch_cycles,
            "A reset and new page tables after so many cycles, at most 1M; default 20k");
  command.add_option("--jobs", arguments->campaign.jobs, "Threads; default: all processors")
      ->type_name("N")
      ->check(CLI::Range(1U, 1024U));
  add_name(command, "--replay", arguments->replay, "Repeat a sequence that was saved");
  add_name(command, "--save", arguments->save,
           "Where the failing sequence of one device goes; default cosim-NAME.txt");
  if (arguments->program.workload) {
    add_name(command, "--workload", arguments->workload,
             "The accesses of a trace or pattern in place of random steps, as many as --cycles")
        ->type_name("NAME");
  }
  if (arguments->program.waves) {
    add_name(command, "--wave", arguments->wave,
             "Where the failing sequence, or that of --replay, goes as a wave for GTKWave: "
             "FILE.fst or FILE.vcd");
  }
  add_name(command, "--junit", arguments->junit, "Write the verdicts as JUnit XML");
  command.add_flag("--list", arguments->list, "List the devices and their parameters");
  command.callback([arguments, &command, &action] {
    refuse_beside(command, "--list", "");
    refuse_beside(command, "--replay", "--wave");
    action = [arguments] { return run_cosim(*arguments); };
  });
}

}  // namespace vapa
