#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "core/error.hpp"
#include "platform/cli/command.hpp"
#include "platform/cli/machine_options.hpp"
#include "platform/cli/scenario_random.hpp"
#include "platform/cli/scenario_report.hpp"
#include "platform/config/reader.hpp"
#include "platform/scenario/linux_world.hpp"
#include "sw/scenario/parse.hpp"
#include "sw/scenario/print.hpp"
#include "terminal/count_option.hpp"
#include "terminal/interrupt.hpp"
#include "terminal/status_line.hpp"

namespace vapa {
namespace {

namespace fs = std::filesystem;

struct ScenarioArguments {
  std::vector<std::string> files;
  std::string on = "both";
  std::vector<std::string> sets;
  bool verbose = false;
  RandomScenarios random;
};

std::vector<std::string> scenarios_in(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".scenario") files.push_back(entry.path().string());
  }
  if (error) throw InputError(fmt::format("{}: {}", folder, error.message()));
  if (files.empty()) throw InputError(fmt::format("{}: no *.scenario is in this folder", folder));
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> expanded(const std::vector<std::string>& named) {
  std::vector<std::string> files;
  for (const std::string& name : named) {
    std::error_code ignored;
    const bool folder = fs::is_directory(name, ignored);
    for (const std::string& file : folder ? scenarios_in(name) : std::vector{name}) {
      files.push_back(file);
    }
  }
  return files;
}

ScenarioWorlds worlds_of(const ScenarioArguments& options) {
  ScenarioWorlds worlds;
  worlds.model = options.on != "linux";
  worlds.linux_below = options.on != "model";
  worlds.settings.kernel = read_config("", options.sets).kernel;
  if (worlds.linux_below) worlds.no_linux = scenario::linux_unusable().value_or("");
  if (!worlds.model && !worlds.no_linux.empty()) {
    throw InputError(fmt::format("--on linux: {}", worlds.no_linux));
  }
  return worlds;
}

/// The scenario can be saved and played again.
std::string difference_text(const ScenarioRun& run, const Style& style) {
  return fmt::format("{}: the worlds differ\n\n{}\n{}\n", run.file, print(run.scenario),
                     scenario_details(run, style));
}

int run_random(const ScenarioArguments& options) {
  const RandomScenarios& random = options.random;
  const ScenarioWorlds worlds = worlds_of(options);
  if (!worlds.no_linux.empty()) {
    throw InputError(
        fmt::format("--random compares with Linux: {}; --on model does without", worlds.no_linux));
  }
  const InterruptGuard guard;
  StatusLine line;
  std::uint64_t done = 0;
  const auto difference = find_difference(random, worlds, [&](std::uint64_t n) {
    if (n % 100 == 0) line.show(fmt::format("{} of {} scenarios", n, random.count));
    done = n;
    return !guard.interrupted();
  });
  line.clear();
  if (difference) {
    std::cout << difference_text(*difference, style_of_stdout());
    return exit_failure;
  }
  const bool interrupted = guard.interrupted();
  if (!interrupted) done = random.count;
  std::cout << fmt::format("{} random scenarios of {} steps, seeds from {}: no difference{}\n",
                           done, random.steps, random.seed, interrupted ? "; interrupted" : "");
  return interrupted ? exit_interrupted : exit_ok;
}

int run_scenarios(const ScenarioArguments& options) {
  if (options.random.count != 0) return run_random(options);
  const ScenarioWorlds worlds = worlds_of(options);
  // All are read before the first is played: a slip in the last shows at once.
  std::vector<std::pair<std::string, scenario::Scenario>> all;
  for (const std::string& file : expanded(options.files)) {
    all.emplace_back(file, scenario::parse_file(file));
  }
  const Style style = style_of_stdout();
  std::vector<ScenarioRun> runs;
  for (auto& [file, what] : all) {
    const ScenarioRun& run = runs.emplace_back(run_scenario(file, std::move(what), worlds));
    if (all.size() > 1) std::cout << scenario_line(run, style);
    const bool wanted = all.size() == 1 || options.verbose || !run.ok();
    if (wanted) std::cout << scenario_details(run, style) << '\n';
    std::cout.flush();
  }
  std::cout << scenario_summary(runs, style);
  return std::ranges::all_of(runs, &ScenarioRun::ok) ? exit_ok : exit_failure;
}

}  // namespace

void add_scenario_command(CLI::App& vapa, Action& action) {
  auto options = std::make_shared<ScenarioArguments>();
  CLI::App* command = vapa.add_subcommand(
      "scenario", "Play scenarios in the kernel model and in the Linux below, and compare");
  CLI::Option_group* which = command->add_option_group("What to play");
  which->add_option("FILE", options->files,
                    "Scenarios (docs/scenarios.md); a folder stands for its *.scenario");
  CLI::Option* random = add_count(*which, "--random", options->random.count,
                                  "So many made at random, until one shows a difference");
  random->check(CLI::Range(1, 1'000'000'000));
  which->require_option(1);
  add_count(*command, "--seed", options->random.seed, "Of the first one made at random")
      ->needs(random)
      ->capture_default_str();
  add_count(*command, "--steps", options->random.steps, "Of each one made at random")
      ->needs(random)
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command->add_option("--on", options->on, "Where to play: model, linux or both")
      ->check(CLI::IsMember({"model", "linux", "both"}))
      ->capture_default_str();
  command->add_flag("--verbose", options->verbose, "Every step of several files too");
  add_sets(*command, options->sets);
  command->footer(
      "Exits with status 1 when the worlds differ or an expectation is not met.\n"
      "Examples:\n"
      "  vapa scenario examples/scenarios/fork-copies-on-write.scenario\n"
      "  vapa scenario --random 1000 --seed 1");
  command->callback([options, &action] { action = [options] { return run_scenarios(*options); }; });
}

}  // namespace vapa
