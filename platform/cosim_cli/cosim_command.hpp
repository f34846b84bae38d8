#pragma once
// The options, the runs and the verdicts of `vapa cosim` and of its like.

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "cosim/device.hpp"
#include "terminal/program.hpp"

namespace vapa {

/// Who runs, and what it can hold.
struct CosimProgram {
  std::string name;  ///< as the user calls it: "vapa cosim"
  /// The devices; seed: of what is random in them. Never empty.
  std::function<std::vector<cosim::Dut>(std::uint64_t seed)> devices;
};

/// Adds the options to `command`; when it is chosen, `action` is set.
void add_cosim_options(CLI::App& command, CosimProgram, Action& action);

}  // namespace vapa
