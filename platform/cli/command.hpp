#pragma once
// The shape of a subcommand.

#include <CLI/CLI.hpp>

#include "terminal/program.hpp"

namespace vapa {

/// Adds a subcommand with its options; when it is chosen, `action` is set.
using AddCommand = void (*)(CLI::App& vapa, Action& action);

void add_capture_command(CLI::App&, Action&);
void add_config_command(CLI::App&, Action&);
void add_convert_command(CLI::App&, Action&);
void add_cosim_command(CLI::App&, Action&);
void add_diff_command(CLI::App&, Action&);
void add_explain_command(CLI::App&, Action&);
void add_report_command(CLI::App&, Action&);
void add_run_command(CLI::App&, Action&);
void add_scenario_command(CLI::App&, Action&);
void add_sweep_command(CLI::App&, Action&);

}  // namespace vapa
