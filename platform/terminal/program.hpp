#pragma once
// What every program of ours does around its work: errors on stderr, an exit status.

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <string_view>

namespace vapa {

enum ExitStatus : int { exit_ok = 0, exit_failure = 1, exit_bad_input = 2, exit_interrupted = 130 };

/// What a command line asks for; gives the exit status. Throws InputError on bad input.
using Action = std::function<int()>;

/// Each line of the message on stderr, after "PROGRAM: ".
void print_error(std::string_view program, std::string_view message);

/// Reports what CLI11 found wrong, with the nearest name where a name is unknown; or shows the help
/// that was asked for. Gives the exit status.
int report_parse_error(const CLI::App&, const CLI::ParseError&);

/// The work of a program with its exit status: errors are printed, and results that could not be
/// written to standard output are no success.
int run_program(std::string_view program, const Action&) noexcept;

}  // namespace vapa
