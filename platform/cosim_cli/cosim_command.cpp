#include "cosim_cli/cosim_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include "core/error.hpp"
#include "core/files/text_file.hpp"
#include "core/text/nearest.hpp"
#include "cosim/campaign.hpp"
#include "cosim/event_log.hpp"
#include "cosim/stimulus_file.hpp"
#include "cosim_cli/cosim_report.hpp"
#include "terminal/count_option.hpp"
#include "terminal/interrupt.hpp"
#include "terminal/status_line.hpp"

namespace vapa {
namespace {

using cosim::CampaignResult;
using cosim::Dut;
using cosim::Failure;

constexpr std::size_t shown_cycles = 40;
constexpr std::uint64_t most_bytes_of_a_stimulus = 64U << 20U;

struct CosimArguments {
  CosimProgram program;
  std::vector<std::string> devices;
  cosim::CampaignSettings campaign;
  std::string replay;
  std::string save;
  std::string junit;
  std::string wave;
  std::string workload;
  bool list = false;
};

Dut device_named(const std::string& name, const CosimArguments& arguments) {
  const std::vector<Dut>& devices = arguments.program.devices;
  const auto found =
      std::find_if(devices.begin(), devices.end(), [&](const Dut& d) { return d.name == name; });
  if (found != devices.end()) return *found;
  std::vector<std::string> names;
  names.reserve(devices.size());
  for (const Dut& d : devices) names.push_back(d.name);
  throw InputError(fmt::format("{}: no such device{}; `{} --list` lists them", name,
                               did_you_mean(name, names), arguments.program.name));
}

std::vector<Dut> chosen(const CosimArguments& arguments) {
  if (arguments.devices.empty()) return arguments.program.devices;
  std::vector<Dut> devices;
  for (const std::string& name : arguments.devices) {
    devices.push_back(device_named(name, arguments));
  }
  return devices;
}

class Clock {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

CampaignResult run_shown(const Dut& dut, const cosim::CampaignSettings& settings,
                         const InterruptGuard& guard, double& seconds) {
  StatusLine line;
  const Clock clock;
  auto result = cosim::run_campaign(dut, settings, [&](Cycle done) {
    line.show(cosim_progress(dut.name, done, settings.cycles, clock.seconds()));
    return !guard.interrupted();
  });
  line.clear();
  seconds = clock.seconds();
  return result;
}

Failure shrink_shown(const Dut& dut, const Failure& failure, const InterruptGuard& guard) {
  StatusLine line;
  auto smaller = cosim::shrink(dut, failure, [&](std::size_t steps) {
    line.show(fmt::format("{}: a mismatch; {} of {} steps are left", dut.name, steps,
                          failure.items.size()));
    return !guard.interrupted();
  });
  line.clear();
  return smaller;
}

void show_events(const Dut& dut, const Failure& failure) {
  cosim::EventLog log(shown_cycles);
  cosim::replay(dut, failure.epoch, failure.items, [&](const auto& view) { log.note(view); });
  std::cout << fmt::format("the last cycles{}:\n{}",
                           dut.make_twin ? " ('!': the device differs from its twin)" : "",
                           log.text());
}

/// Has what failed repeated with a wave.
void trace(const std::string& stimulus, const CosimArguments& arguments) {
  const std::string& wave = arguments.wave;
  const int status = arguments.program.waves->elsewhere(stimulus, wave, true);
  if (status == exit_failure) {
    std::cout << fmt::format("its wave is in {}; `{} --replay {} --wave {}` writes it again\n",
                             wave, arguments.program.name, stimulus, wave);
  } else if (status == exit_ok) {
    std::cout << fmt::format(
        "{}: the wave shows no mismatch: the RTL does not do it when it is traced\n", wave);
  } else {
    std::cout << fmt::format("{}: no wave was written\n", wave);
  }
}

/// Shrinks, saves and shows what failed.
void tell(const Dut& dut, const Failure& found, const CosimArguments& arguments,
          const InterruptGuard& guard) {
  const Failure failure = shrink_shown(dut, found, guard);
  const std::string path =
      arguments.save.empty() ? fmt::format("cosim-{}.txt", dut.name) : arguments.save;
  write_atomically(path, cosim::stimulus_text({dut.name, failure.epoch, failure.items}));
  std::cout << fmt::format(
      "{}: MISMATCH ({}) in cycle {}: {}\n{} steps of {} are enough; they are in {}, and\n"
      "  {} --replay {}\ndoes it again\n",
      dut.name, cosim::name_of(failure.mismatch.judge), failure.mismatch.cycle,
      failure.mismatch.what, failure.items.size(), found.items.size(), path, arguments.program.name,
      path);
  show_events(dut, failure);
  if (!arguments.wave.empty()) trace(path, arguments);
}

int run_replay(const CosimArguments& arguments) {
  const auto file = cosim::parse_stimulus(
      read_text_file(arguments.replay, most_bytes_of_a_stimulus), arguments.replay);
  Dut dut = device_named(file.device, arguments);
  std::unique_ptr<CosimWave> wave;
  if (!arguments.wave.empty()) {
    wave = arguments.program.waves->open(dut.name, arguments.wave);
    dut.make = [&] { return wave->take_device(); };
    dut.make_twin = [&] { return wave->take_twin(); };
  }
  cosim::EventLog log(shown_cycles);
  std::optional<cosim::Mismatch> mismatch;
  try {
    mismatch = cosim::replay(dut, file.epoch, file.items, [&](const cosim::CycleView& v) {
      log.note(v);
      if (wave) wave->note(v);
    });
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", arguments.replay, error.what()));
  }
  std::cout << log.text();
  if (wave) {
    wave->finish(mismatch ? mismatch->cycle : 0);
    std::cout << fmt::format("the wave is in {}\n", wave->words());
  }
  if (!mismatch) {
    std::cout << fmt::format("{}: no mismatch in {} steps\n", dut.name, file.items.size());
    return exit_ok;
  }
  std::cout << fmt::format("{}: MISMATCH ({}) in cycle {}: {}\n", dut.name,
                           cosim::name_of(mismatch->judge), mismatch->cycle, mismatch->what);
  return exit_failure;
}

int run_list(const CosimArguments& arguments) {
  for (const Dut& dut : arguments.program.devices) {
    std::cout << fmt::format(
        "{:<13} {}\n", dut.name,
        dut.description.empty() ? capabilities_text(dut.capabilities) : dut.description);
  }
  return exit_ok;
}

int run_campaigns(const CosimArguments& arguments) {
  const InterruptGuard guard;
  cosim::Coverage coverage;
  std::vector<cosim::Capabilities> capabilities;
  std::vector<CosimCase> cases;
  for (const Dut& dut : chosen(arguments)) {
    CosimCase done{dut.name, 0, 0, 0, ""};
    const CampaignResult result = run_shown(dut, arguments.campaign, guard, done.seconds);
    done.cycles = result.cycles;
    done.epochs = result.epochs;
    coverage.add(result.coverage);
    capabilities.push_back(dut.capabilities);
    if (result.failure) {
      done.failure = fmt::format("{}: {}", cosim::name_of(result.failure->mismatch.judge),
                                 result.failure->mismatch.what);
      tell(dut, *result.failure, arguments, guard);
    } else {
      std::cout << case_text(done);
    }
    std::cout.flush();
    cases.push_back(std::move(done));
    if (guard.interrupted()) break;
  }
  auto summary = coverage.summary(capabilities);
  if (!arguments.campaign.lookups.empty()) summary.missing.clear();  // no program hits them all
  std::cout << coverage_text(summary);
  if (!arguments.junit.empty()) write_atomically(arguments.junit, junit_text(cases));
  if (guard.interrupted()) return exit_interrupted;
  if (!arguments.wave.empty() && cases.front().failure.empty()) {
    std::cout << fmt::format("{}: not written, because nothing failed\n", arguments.wave);
  }
  const bool failed =
      std::any_of(cases.begin(), cases.end(), [](const auto& c) { return !c.failure.empty(); });
  return failed ? exit_failure : exit_ok;
}

int run_cosim(const CosimArguments& arguments) {
  if (arguments.list) return run_list(arguments);
  if (!arguments.wave.empty()) arguments.program.waves->check(arguments.wave);
  if (!arguments.replay.empty()) {
    const bool elsewhere = !arguments.wave.empty() && !arguments.program.waves->open;
    return elsewhere ? arguments.program.waves->elsewhere(arguments.replay, arguments.wave, false)
                     : run_replay(arguments);
  }
  if (!arguments.wave.empty() && chosen(arguments).size() != 1) {
    throw InputError("--wave: shows one device; name it with --dut, or a sequence with --replay");
  }
  if (!arguments.save.empty() && chosen(arguments).size() != 1) {
    throw InputError("--save: names one file; name one device with --dut");
  }
  if (arguments.campaign.cycles == 0) throw InputError("--cycles: must be at least 1");
  if (arguments.campaign.epoch_cycles == 0) throw InputError("--epoch: must be at least 1");
  if (arguments.workload.empty()) return run_campaigns(arguments);
  CosimArguments driven = arguments;
  driven.campaign.lookups =
      arguments.program.lookups(arguments.workload, arguments.campaign.cycles);
  if (driven.campaign.lookups.empty()) {
    throw InputError(fmt::format("{}: has no access", arguments.workload));
  }
  return run_campaigns(driven);
}

}  // namespace

void add_cosim_options(CLI::App& command, CosimProgram program, Action& action) {
  auto arguments = std::make_shared<CosimArguments>();
  arguments->program = std::move(program);
  arguments->campaign.jobs = std::max(1U, std::thread::hardware_concurrency());
  command.add_option("--dut", arguments->devices, "Devices to be held; without it: all")
      ->type_name("NAME");
  add_count(command, "--seed", arguments->campaign.seed, "Of all that is random");
  add_count(command, "--cycles", arguments->campaign.cycles, "Of each device; default 1M");
  add_count(command, "--epoch", arguments->campaign.epoch_cycles,
            "A reset and new page tables after so many cycles; default 20k");
  command.add_option("--jobs", arguments->campaign.jobs, "Threads; default: all processors")
      ->type_name("N")
      ->check(CLI::Range(1U, 1024U));
  command.add_option("--replay", arguments->replay, "Repeat a sequence that was saved")
      ->type_name("FILE");
  command
      .add_option("--save", arguments->save,
                  "Where the failing sequence of one device goes; default cosim-NAME.txt")
      ->type_name("FILE");
  if (arguments->program.lookups) {
    command
        .add_option("--workload", arguments->workload,
                    "The accesses of a trace or pattern in place of random steps, as many as "
                    "--cycles")
        ->type_name("NAME");
  }
  if (arguments->program.waves) {
    command
        .add_option("--wave", arguments->wave,
                    "Where the failing sequence, or that of --replay, goes as a wave for GTKWave: "
                    "FILE.fst or FILE.vcd")
        ->type_name("FILE");
  }
  command.add_option("--junit", arguments->junit, "Write the verdicts as JUnit XML")
      ->type_name("FILE");
  command.add_flag("--list", arguments->list, "List the devices and their parameters");
  command.callback(
      [arguments, &action] { action = [arguments] { return run_cosim(*arguments); }; });
}

}  // namespace vapa
