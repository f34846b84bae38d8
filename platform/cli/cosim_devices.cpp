// What `vapa cosim` holds: every verilated parameter set of the RTL against its twin.

#include "core/tlb/pipelined_tlb.hpp"
#include "cosim_cli/cosim_command.hpp"
#include "cosim_cli/cosim_report.hpp"
#include "platform/cli/command.hpp"
#include "rtl/builds.hpp"

namespace vapa {
namespace {

std::vector<cosim::Dut> rtl_devices(std::uint64_t seed) {
  std::vector<cosim::Dut> devices;
  for (const RtlBuild& build : rtl_builds()) {
    const std::string name(build.name);
    devices.push_back(
        {name, cosim::capabilities_of(build.config),
         [name, seed] { return make_rtl_tlb(name, seed); },
         [config = build.config, seed] { return std::make_unique<PipelinedTlb>(config, seed); },
         parameters_text(build.config)});
  }
  return devices;
}

}  // namespace

void add_cosim_command(CLI::App& vapa, Action& action) {
  CLI::App* command = vapa.add_subcommand(
      "cosim", "Hold the RTL of the pipelined TLB against the model, cycle by cycle");
  add_cosim_options(*command, {"vapa cosim", rtl_devices}, action);
  command->footer("Example:\n  vapa cosim --dut full --cycles 10M --seed 7");
}

}  // namespace vapa
