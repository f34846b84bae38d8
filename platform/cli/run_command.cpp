#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "core/error.hpp"
#include "platform/cli/command.hpp"
#include "platform/cli/machine_options.hpp"
#include "platform/cli/progress_line.hpp"
#include "platform/cli/run_outputs.hpp"
#include "platform/config/writer.hpp"
#include "platform/results/build_id.hpp"
#include "platform/results/result_json.hpp"
#include "platform/results/summary.hpp"
#include "platform/waves/handover.hpp"
#include "platform/waves/tools.hpp"
#include "platform/waves/wave_tlb.hpp"
#include "sw/workload/workload.hpp"
#include "terminal/count_option.hpp"
#include "terminal/interrupt.hpp"

namespace vapa {
namespace {

struct RunArguments {
  MachineOptions machine;
  std::optional<std::string> stats;
  std::optional<std::string> walks;
  std::optional<std::string> wave;
  RunOptions run;
  bool quiet = false;
};

/// A result names no folder.
std::string name_of(const std::string& spec) {
  std::error_code ignored;
  const bool file = std::filesystem::exists(spec, ignored);
  return file ? std::filesystem::path(spec).filename().string() : spec;
}

RunManifest make_manifest(const RunArguments& options, const SystemConfig& config) {
  RunManifest manifest;
  manifest.build = build_id();
  manifest.config = config_hash(config);
  for (const std::string& spec : options.machine.workloads) {
    manifest.workloads.push_back({name_of(spec), workload_hash(spec, {.seed = config.seed})});
  }
  manifest.seed = config.seed;
  manifest.options = options.run;
  return manifest;
}

std::string without_folders(std::string message, const RunArguments& options) {
  const auto shorten = [&message](const std::string& path, const std::string& name) {
    const std::size_t at = message.find(path);
    if (at != std::string::npos) message.replace(at, path.size(), name);
  };
  for (const std::string& spec : options.machine.workloads) shorten(spec, name_of(spec));
  if (options.walks) shorten(*options.walks, std::filesystem::path(*options.walks).filename());
  return message;
}

/// The RTL of the machine's data TLB.
RtlBuild traced_build(const SystemConfig& config) {
  const DtlbConfig& dtlb = config.mmu.dtlb;
  const bool rtl = dtlb.pipelined() && dtlb.model == TlbModel::rtl;
  if (!rtl || config.paging.format == FormatName::none) {
    throw InputError("--wave: shows the RTL of the data TLB; it needs --set mmu.dtlb.model=rtl");
  }
  const auto name = rtl_build_of(pipelined_dtlb(dtlb, config.mmu.asid_bits, Format(config.paging)));
  return rtl_build_named(*name).value();
}

/// Makes the data TLB that writes the wave; empty without --wave.
MakeTlbDevice traced_dtlb(const RunArguments& options, const SystemConfig& config,
                          std::optional<WaveFile>& wave) {
  if (!options.wave) return {};
  return [&, build = traced_build(config)](std::uint64_t seed) {
    wave.emplace(build, seed, *options.wave);
    return std::make_unique<WaveTlb>(*wave);
  };
}

/// The wave up to an error shows how it came; what prevents it is told beside that error.
void finish_after_error(WaveFile& wave) {
  try {
    wave.finish(wave.last_cycle());
    std::cout << fmt::format("the wave until the error is in {}\n", wave.words());
  } catch (const InputError& error) {
    print_error("vapa", error.what());
  }
}

RunResult simulate(const RunArguments& options, const SystemConfig& config, RunOutputs& outputs,
                   std::optional<WaveFile>& wave, const InterruptGuard& guard) {
  std::vector<Process> processes = open_workloads(options.machine, config);
  ProgressLine line(options.run.limit == 0 ? 0 : options.run.measured_to());
  const auto progress = [&](std::uint64_t done) {
    if (guard.interrupted()) return false;
    line.show(done);
    return true;
  };
  try {
    return run(config, std::move(processes), options.run, progress, outputs.walks(),
               traced_dtlb(options, config, wave));
  } catch (const std::exception&) {
    if (wave) finish_after_error(*wave);
    throw;
  }
}

std::string ended_by(const RunResult& result, const RunArguments& options) {
  if (result.error) return without_folders(*result.error, options);
  return result.stopped ? "interrupted" : "";
}

bool measured_something(const RunResult& result) {
  for (const Statistic& statistic : result.stats) {
    if (statistic.name == "cpu.accesses") return std::get<std::uint64_t>(statistic.value) != 0;
  }
  return false;
}

std::string wave_text(const WaveFile& wave) {
  std::string text = fmt::format("the wave is in {}\n", wave.words());
  if (const auto& differs = wave.difference()) {
    text += fmt::format("MISMATCH in cycle {} of the wave: the RTL differs from its twin: {}\n",
                        differs->cycle, differs->what);
  }
  return text;
}

int status_of(const RunResult& result, const RunArguments& options) {
  if (result.error) throw InputError(*result.error);
  if (result.stopped) return exit_interrupted;
  if (!measured_something(result)) {
    if (options.run.measured_from() == 0) {
      throw InputError("nothing was measured: the workload has no accesses");
    }
    throw InputError(fmt::format(
        "nothing was measured: the workload ended within --skip {} and --warmup {}; lower them",
        options.run.skip, options.run.warmup));
  }
  return exit_ok;
}

int run_run(const RunArguments& options) {
  const SystemConfig config = read_machine(options.machine);
  if (options.wave && wave_tools() == nullptr) {
    traced_build(config);
    check_wave_path(*options.wave);
    become_vapa_waves();
  }
  std::vector<std::string> inputs = options.machine.workloads;
  if (!options.machine.config.empty()) inputs.push_back(options.machine.config);
  const InterruptGuard guard;  // until the outputs are written
  RunOutputs outputs(options.stats, options.walks, options.wave, std::move(inputs));
  RunManifest manifest = make_manifest(options, config);
  if (guard.interrupted()) return exit_interrupted;
  std::optional<WaveFile> wave;
  const RunResult result = simulate(options, config, outputs, wave, guard);
  manifest.ended_by = ended_by(result, options);
  const std::optional<std::string> failure =
      outputs.write([&] { return result_json(manifest, config, result); });
  if (!options.quiet) std::cout << summary(manifest, result, style_of_stdout());
  const bool differs = wave && wave->difference();
  if (wave) {
    wave->finish();
    if (differs || !options.quiet) std::cout << wave_text(*wave);
  }
  if (failure) throw InputError(*failure);
  const int status = status_of(result, options);
  return differs ? exit_failure : status;
}

void add_lengths(CLI::App& command, RunOptions& run) {
  add_count(command, "--skip", run.skip, "Drop this many accesses from the front");
  add_count(command, "--warmup", run.warmup, "Then simulate this many with the statistics off");
  add_count(command, "--limit", run.limit, "Then simulate this many; without it: to the end");
  add_count(command, "--interval", run.interval, "Statistics every so many accesses, in --stats");
}

}  // namespace

void add_run_command(CLI::App& vapa, Action& action) {
  auto options = std::make_shared<RunArguments>();
  CLI::App* command = vapa.add_subcommand("run", "Simulate a machine under a workload");
  add_machine_options(*command, options->machine);
  command->add_option("--stats", options->stats, "Write the results as JSON")->type_name("FILE");
  command->add_option("--walks", options->walks, "Write every walk as a row of a CSV table")
      ->type_name("FILE");
  command
      ->add_option("--wave", options->wave,
                   "Write the RTL of the data TLB (mmu.dtlb.model=rtl) as a wave for GTKWave: "
                   "FILE.fst or FILE.vcd")
      ->type_name("FILE");
  add_lengths(*command, options->run);
  command->add_flag("--quiet", options->quiet, "No summary");
  command->footer(
      "Counts take k, M, G. Examples:\n"
      "  vapa run --workload uniform:footprint=256MiB,accesses=1M,write=0.3\n"
      "  vapa run laptop.toml --workload sort.vapa --set mmu.l2tlb.entries=1024 --stats out.json\n"
      "\n" +
      workload_help());
  command->callback([options, &action] { action = [options] { return run_run(*options); }; });
}

}  // namespace vapa
