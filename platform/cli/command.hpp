#pragma once
// The shape of a subcommand.

#include <CLI/CLI.hpp>
#include <functional>

namespace vapa {

enum ExitStatus : int { exit_ok = 0, exit_failure = 1, exit_bad_input = 2, exit_interrupted = 130 };

/// What a chosen subcommand does; gives the exit status. Throws InputError on bad input.
using Action = std::function<int()>;

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
void add_sweep_command(CLI::App&, Action&);

}  // namespace vapa
