#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>

#include "platform/cli/command.hpp"
#include "platform/report/report.hpp"
#include "platform/results/build_id.hpp"
#include "platform/results/style.hpp"
#include "platform/run/run.hpp"
#include "platform/sweep/plan.hpp"
#include "platform/sweep/sweep.hpp"
#include "sw/workload/workload.hpp"

namespace vapa {
namespace {

struct Options {
  std::string spec;
  std::string folder;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  bool dry_run = false;
  bool retry_failed = false;
};

/// The statistics that a specification may name: those of a run, however short.
StatisticUnits statistics_of_a_run() {
  StatisticUnits units;
  const RunResult result = run({}, open_workload("sequential:footprint=4096,accesses=1"), {});
  for (const Statistic& statistic : result.stats) units[statistic.name] = statistic.unit;
  return units;
}

std::string folder_of(const Options& options) {
  if (!options.folder.empty()) return options.folder;
  return std::filesystem::path(options.spec).stem().string() + ".sweep";
}

int show_plan(const SweepSpec& spec) {
  const SweepManifest plan = plan_sweep(spec, build_id());
  std::cout << fmt::format("{} points\n", plan.places.size());
  for (const SweepAxis& axis : spec.description.axes) {
    std::cout << fmt::format("  {:<40} {} values\n", axis.name, axis.size());
  }
  std::cout << fmt::format("  {:<40} {}\n", "workloads", spec.description.workloads.size());
  return exit_ok;
}

/// Only what ran now says how long the rest takes.
std::string time_left(const SweepStatus& status) {
  if (status.finished == 0) return "";
  const std::size_t left = status.points - status.earlier - status.finished;
  const double seconds =
      status.elapsed.count() * static_cast<double>(left) / static_cast<double>(status.finished);
  return fmt::format(", {}:{:02} left", static_cast<long>(seconds) / 60,
                     static_cast<long>(seconds) % 60);
}

void show_progress(const SweepStatus& status) {
  if (::isatty(STDERR_FILENO) == 0) return;
  const std::size_t known = status.earlier + status.finished;
  const double share =
      status.points == 0 ? 1 : static_cast<double>(known) / static_cast<double>(status.points);
  fmt::print(stderr, "\r\x1b[K[{:<30}] {} of {} points, {} failed{}", Style{}.bar(share, 30), known,
             status.points, status.failed, time_left(status));
  std::fflush(stderr);
}

int report_outcome(const SweepOutcome& outcome, const std::string& folder) {
  if (::isatty(STDERR_FILENO) != 0) std::fputs("\r\x1b[K", stderr);
  for (const std::string& warning : outcome.warnings) fmt::print(stderr, "vapa: {}\n", warning);
  for (const auto& failure : outcome.failures) {
    fmt::print(stderr, "vapa: {}: {}; {}/failed/{}.json has its output\n", failure.point,
               failure.reason, folder, failure.hash);
  }
  if (outcome.interrupted != 0) {
    fmt::print(stderr, "vapa: interrupted; the same command runs what is missing\n");
    return 128 + outcome.interrupted;
  }
  std::cout << fmt::format("{} points: {} run, {} known, {} failed\n{}\n", outcome.status.points,
                           outcome.status.finished, outcome.status.earlier, outcome.status.failed,
                           write_report(folder).string());
  return outcome.failures.empty() ? exit_ok : exit_failure;
}

int run_sweep_command(const Options& options) {
  const SweepVocabulary vocabulary{statistics_of_a_run(),
                                   [](const std::string& w) { return workload_hash(w); }};
  const SweepSpec spec = load_spec(options.spec, vocabulary);
  if (options.dry_run) return show_plan(spec);
  SweepOptions sweep;
  sweep.directory = folder_of(options);
  sweep.executable = std::filesystem::read_symlink("/proc/self/exe");
  sweep.build_id = build_id();
  sweep.jobs = options.jobs;
  sweep.retry_failed = options.retry_failed;
  return report_outcome(run_sweep(spec, sweep, show_progress), folder_of(options));
}

}  // namespace

void add_sweep_command(CLI::App& vapa, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      vapa.add_subcommand("sweep", "Simulate many machines; run what is missing; report");
  command->add_option("SPEC", options->spec, "What to sweep, in TOML (docs/sweeps.md)")->required();
  command->add_option("--jobs", options->jobs, "Points at a time")
      ->type_name("N")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  command->add_option("--out", options->folder, "Folder of the results; default: SPEC.sweep")
      ->type_name("DIR");
  command->add_flag("--dry-run", options->dry_run, "Only say how many points there are");
  command->add_flag("--retry-failed", options->retry_failed, "Run failed points again");
  command->footer("Example:\n  vapa sweep tlb.toml --jobs 2 --out tlb.sweep");
  command->callback(
      [options, &action] { action = [options] { return run_sweep_command(*options); }; });
}

}  // namespace vapa
