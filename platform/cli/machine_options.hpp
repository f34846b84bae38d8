#pragma once
// The options of every command that simulates: which machine under which workload.

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "platform/config/system_config.hpp"
#include "sw/workload/image.hpp"

namespace vapa {

struct MachineOptions {
  std::string config;  ///< "": the default machine
  std::vector<std::string> sets;
  std::vector<std::string> workloads;
};

void add_machine_options(CLI::App&, MachineOptions&);

/// `--set key=value`, once per override.
CLI::Option* add_sets(CLI::App&, std::vector<std::string>& sets);

SystemConfig read_machine(const MachineOptions&);

/// The processes of all workloads, in the order of the command line. Patterns without a seed take
/// the configuration's.
std::vector<Process> open_workloads(const MachineOptions&, const SystemConfig&);

}  // namespace vapa
