#include "platform/cli/machine_options.hpp"

#include "platform/config/reader.hpp"
#include "sw/workload/workload.hpp"

namespace vapa {

void add_machine_options(CLI::App& command, MachineOptions& options) {
  command.add_option("CONFIG", options.config,
                     "Machine in TOML; without it: the default machine (`vapa config --toml`)");
  command
      .add_option("--workload", options.workloads,
                  "A trace file or a synthetic pattern; repeated: several processes")
      ->type_name("W")
      ->required()
      ->allow_extra_args(false);
  add_sets(command, options.sets);
}

CLI::Option* add_sets(CLI::App& command, std::vector<std::string>& sets) {
  return command.add_option("--set", sets, "Override a key of the configuration; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

SystemConfig read_machine(const MachineOptions& options) {
  return read_config(options.config, options.sets);
}

std::vector<Process> open_workloads(const MachineOptions& options, const SystemConfig& config) {
  std::vector<Process> all;
  for (const std::string& spec : options.workloads) {
    for (Process& process : open_workload(spec, {.seed = config.seed})) {
      all.push_back(std::move(process));
    }
  }
  return all;
}

}  // namespace vapa
