#include "platform/run/run.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "platform/run/ratios.hpp"
#include "platform/run/run_meter.hpp"
#include "platform/system/computer.hpp"

namespace vapa {
namespace {

std::vector<std::string> deaths(const Kernel& kernel) {
  std::vector<std::string> lines;
  for (const auto& task : kernel.tasks()) {
    if (task->death) lines.push_back(fmt::format("{}: {}", task->name, describe(*task->death)));
  }
  return lines;
}

}  // namespace

RunResult run(const SystemConfig& config, std::vector<Process> processes, const RunOptions& options,
              const Progress& progress, WalkObserver* walks, const MakeTlbDevice& dtlb) {
  sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
  RunMeter meter(options, progress);
  Computer computer(config, meter, dtlb);
  computer.hardware().walker().observe(walks);
  for (Process& p : processes) computer.kernel().spawn(p.image, *p.program);
  Registry registry;
  computer.describe(registry);
  describe_ratios(registry);
  meter.watch(registry, [&] { computer.hardware().collect(); });
  std::optional<std::string> error;
  try {
    computer.simulate();
  } catch (const InputError& e) {
    error = e.what();
  }
  RunResult result = meter.result();
  result.error = std::move(error);
  result.deaths = deaths(computer.kernel());
  return result;
}

}  // namespace vapa
