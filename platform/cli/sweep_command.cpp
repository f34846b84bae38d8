#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>

#include "platform/cli/command.hpp"
#include "platform/cli/sweep_progress.hpp"
#include "platform/report/report.hpp"
#include "platform/results/build_id.hpp"
#include "platform/run/run.hpp"
#include "platform/sweep/dry_run.hpp"
#include "platform/sweep/plan.hpp"
#include "platform/sweep/sweep.hpp"
#include "sw/workload/workload.hpp"

namespace vapa {
namespace {

constexpr std::size_t failures_named = 10;

struct SweepArguments {
  std::string spec;
  std::string directory;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  bool dry_run = false;
  bool retry_failed = false;
};

/// A run of nothing on the default machine has every statistic, all of them 0.
SweepVocabulary vocabulary() {
  SweepVocabulary out;
  for (const Statistic& statistic : run(SystemConfig{}, {}, {}).stats) {
    out.statistics[statistic.name] = statistic.unit;
  }
  out.workload_hash = [](const std::string& workload, std::uint64_t seed) {
    return workload_hash(workload, {.seed = seed});
  };
  return out;
}

std::string summary(const SweepOutcome& outcome, const SweepArguments& options) {
  const SweepStatus& s = outcome.status;
  std::string out = fmt::format("{} points: {} run in {:.1f} s, {} known from before, {} failed\n",
                                s.points, s.finished, s.elapsed.count(), s.earlier, s.failed);
  for (std::size_t i = 0; i < outcome.failures.size() && i < failures_named; ++i) {
    const auto& failure = outcome.failures[i];
    const std::string said = failure.last_line.empty() ? "" : ": " + failure.last_line;
    out += fmt::format("failed: {}: {}{} ({}/failed/{}.json)\n", failure.point, failure.reason,
                       said, options.directory, failure.hash);
  }
  if (outcome.failures.size() > failures_named) {
    out += fmt::format("failed: {} more\n", outcome.failures.size() - failures_named);
  }
  if (!outcome.failures.empty()) out += "run with --retry-failed to run failed points again\n";
  for (const std::string& warning : outcome.warnings) out += fmt::format("warning: {}\n", warning);
  return out;
}

int run_sweep_command(SweepArguments options) {
  if (options.directory.empty()) {
    options.directory = std::filesystem::path(options.spec).stem().string() + ".sweep";
  }
  const SweepSpec spec = load_spec(options.spec, vocabulary());
  if (options.dry_run) {
    const SweepManifest manifest = plan_sweep(spec, build_id());
    std::cout << dry_run_text(manifest, known_points(manifest, options.directory),
                              options.retry_failed);
    return exit_ok;
  }
  SweepOutcome outcome;
  {
    SweepProgressLine line;
    outcome = run_sweep(spec,
                        {.directory = options.directory,
                         .build_id = build_id(),
                         .jobs = options.jobs,
                         .retry_failed = options.retry_failed},
                        [&](const SweepStatus& status) { line.show(status); });
  }
  std::cout << summary(outcome, options);
  if (outcome.interrupted != 0) {
    std::cout << "interrupted; the same command goes on from here\n";
    return exit_interrupted;
  }
  std::cout << "report: " << write_report(options.directory).string() << '\n';
  return outcome.failures.empty() ? exit_ok : exit_failure;
}

}  // namespace

void add_sweep_command(CLI::App& vapa, Action& action) {
  auto options = std::make_shared<SweepArguments>();
  CLI::App* command =
      vapa.add_subcommand("sweep", "Run many machines under many workloads, on all cores");
  command->add_option("SPEC", options->spec, "The sweep in TOML (docs/sweeps.md)")->required();
  command
      ->add_option("--out", options->directory, "Folder of the results; default: SPEC.sweep here")
      ->type_name("DIR");
  command->add_option("--jobs", options->jobs, "Machines that run side by side; default: all cores")
      ->type_name("N")
      ->check(CLI::Range(1U, 4096U));
  command->add_flag("--dry-run", options->dry_run, "Say what would run, and stop");
  command->add_flag("--retry-failed", options->retry_failed, "Run points again that failed before");
  command->footer(
      "A sweep that was stopped, killed or extended runs what is missing. Example:\n"
      "  vapa sweep examples/sweeps/tlb.toml --dry-run");
  command->callback(
      [options, &action] { action = [options] { return run_sweep_command(*options); }; });
}

}  // namespace vapa
