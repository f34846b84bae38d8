// What `vapa cosim` holds: every verilated parameter set of the RTL against its twin.

#include <fmt/format.h>

#include <memory>
#include <span>
#include <utility>

#include "core/tlb/pipelined_tlb.hpp"
#include "cosim_cli/cosim_command.hpp"
#include "cosim_cli/cosim_report.hpp"
#include "platform/cli/command.hpp"
#include "platform/waves/handover.hpp"
#include "platform/waves/tools.hpp"
#include "platform/waves/wave_file.hpp"
#include "rtl/builds.hpp"
#include "sw/workload/workload.hpp"

namespace vapa {
namespace {

constexpr std::uint64_t replacement_seed = 1;  // one for all: a sequence that is saved names none

std::vector<cosim::Dut> rtl_devices() {
  std::vector<cosim::Dut> devices;
  for (const RtlBuild& build : rtl_builds()) {
    const std::string name(build.name);
    devices.push_back({name, cosim::capabilities_of(build.config),
                       [name] { return make_rtl_tlb(name, replacement_seed); },
                       [config = build.config] {
                         return std::make_unique<PipelinedTlb>(config, replacement_seed);
                       },
                       parameters_text(build.config)});
  }
  return devices;
}

/// The RTL with a tracer, beside its twin.
class RtlWave final : public CosimWave {
 public:
  RtlWave(const RtlBuild& build, const std::string& path) : file_(build, replacement_seed, path) {}

  std::unique_ptr<TlbDevice> take_device() override { return file_.take_device(); }
  std::unique_ptr<TlbDevice> take_twin() override { return file_.take_twin(); }
  void note(const cosim::CycleView& v) override { file_.note(v.cycle, v.in, v.device, *v.twin); }
  void finish(Cycle looked_at) override { file_.finish(looked_at); }
  std::string words() const override { return file_.words(); }

 private:
  WaveFile file_;
};

std::unique_ptr<CosimWave> open_wave(const std::string& device, const std::string& path) {
  return std::make_unique<RtlWave>(rtl_build_named(device).value(), path);
}

CosimReplay replay_in_vapa_waves(const std::string& stimulus, const std::string& wave,
                                 const std::function<bool()>& interrupted) {
  auto [status, out] = run_vapa_waves({"cosim", "--replay", stimulus, "--wave", wave}, interrupted);
  return {status, std::move(out)};
}

CosimWaves waves() {
  CosimWaves waves{
      wave_files, check_wave_path, {}, []() -> int { become_vapa_waves(); }, replay_in_vapa_waves};
  if (wave_tools() != nullptr) waves.open = open_wave;
  return waves;
}

/// The accesses of a process.
class Accesses {
 public:
  explicit Accesses(Process process) : process_(std::move(process)) {}

  std::vector<cosim::Lookup> next(std::uint64_t most) {
    std::vector<cosim::Lookup> lookups;
    while (lookups.size() < most && !ended_) {
      if (events_.empty()) events_ = process_.program->next();
      ended_ = events_.empty();
      if (ended_) break;
      const Event& event = events_.front();
      if (event.op != Op::call) lookups.push_back({event.va, event.op});
      events_ = events_.subspan(1);
    }
    return lookups;
  }

 private:
  Process process_;
  std::span<const Event> events_;
  bool ended_ = false;
};

/// Its first process: a TLB alone knows no scheduler.
CosimWorkload workload_named(const std::string& name) {
  CosimWorkload workload;
  const std::vector<Process> processes = open_workload(name);
  if (processes.size() > 1) {
    workload.notice = fmt::format("{}: has {} processes; the accesses of the first, {}, are taken",
                                  name, processes.size(), processes.front().image.name);
  }
  workload.begin = [name]() -> cosim::Lookups {
    const auto all = std::make_shared<Accesses>(std::move(open_workload(name).front()));
    return [all](std::uint64_t most) { return all->next(most); };
  };
  return workload;
}

}  // namespace

void add_cosim_command(CLI::App& vapa, Action& action) {
  CLI::App* command = vapa.add_subcommand(
      "cosim", "Hold the RTL of the pipelined TLB against the model, cycle by cycle");
  add_cosim_options(*command, {"vapa cosim", rtl_devices(), waves(), workload_named}, action);
  command->footer("Example:\n  vapa cosim --dut full --cycles 10M --seed 7");
}

}  // namespace vapa
