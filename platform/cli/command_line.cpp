#include "platform/cli/command_line.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <iostream>
#include <sstream>

#include "core/error.hpp"
#include "core/text/nearest.hpp"
#include "platform/cli/command.hpp"
#include "platform/results/build_id.hpp"

namespace vapa {
namespace {

constexpr std::array commands{add_run_command,     add_sweep_command,   add_report_command,
                              add_diff_command,    add_explain_command, add_capture_command,
                              add_convert_command, add_config_command,  add_cosim_command};

void print_error(std::string_view message) {
  std::istringstream lines{std::string(message)};
  for (std::string line; std::getline(lines, line);) {
    std::fputs(fmt::format("vapa: {}\n", line).c_str(), stderr);  // may fail: stderr is closed
  }
}

std::vector<std::string> command_names(const CLI::App& vapa) {
  std::vector<std::string> names;
  for (const CLI::App* command : vapa.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// What CLI11 reports, with the nearest name where a name is unknown.
std::string explain(const CLI::App& vapa, const CLI::ParseError& error) {
  const auto chosen = vapa.get_subcommands();
  const auto unknown = vapa.remaining(true);
  if (chosen.empty() && !unknown.empty()) {
    return fmt::format("{}: no such command{}", unknown.front(),
                       did_you_mean(unknown.front(), command_names(vapa)));
  }
  const CLI::App& command = chosen.empty() ? vapa : *chosen.front();
  const bool extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !unknown.empty();
  if (!extra) return error.what();
  const std::string name = unknown.front().substr(0, unknown.front().find('='));
  return fmt::format("{}: not expected here{}", unknown.front(),
                     did_you_mean(name, option_names(command)));
}

int report_parse_error(const CLI::App& vapa, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return vapa.exit(error);  // --help, --version
  const auto chosen = vapa.get_subcommands();
  const std::string command = chosen.empty() ? "" : chosen.front()->get_name() + " ";
  print_error(fmt::format("{} (see `vapa {}--help`)", explain(vapa, error), command));
  return exit_bad_input;
}

int run(int argc, const char* const* argv) {
  CLI::App vapa(
      "A model of the memory-management unit: page tables, TLBs, walks, caches, DRAM\n"
      "and the kernel that serves the faults, under real and synthetic programs.",
      "vapa");
  vapa.set_version_flag("--version",
                        [] { return fmt::format("vapa {} (build {})", VAPA_VERSION, build_id()); });
  vapa.require_subcommand(1);
  vapa.footer("`vapa COMMAND --help` explains a command and gives an example.");
  Action action;
  for (const AddCommand add : commands) add(vapa, action);
  try {
    vapa.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return report_parse_error(vapa, error);
  }
  return action();
}

/// Results that could not be written are no success.
int flushed(int status) {
  std::cout.flush();
  if (std::fflush(stdout) == 0 && std::cout) return status;
  print_error("cannot write to standard output");
  return exit_failure;
}

}  // namespace

int run_command_line(int argc, const char* const* argv) noexcept {
  try {
    return flushed(run(argc, argv));
  } catch (const InputError& error) {
    print_error(error.what());
    return exit_bad_input;
  } catch (const std::exception& error) {
    print_error(fmt::format("internal failure: {}", error.what()));
  } catch (...) {
    print_error("internal failure of unknown kind");
  }
  return exit_failure;
}

}  // namespace vapa
