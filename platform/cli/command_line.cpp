#include "platform/cli/command_line.hpp"

#include <fmt/format.h>

#include <array>

#include "platform/cli/command.hpp"
#include "platform/results/build_id.hpp"

namespace vapa {
namespace {

constexpr std::array commands{add_run_command,     add_sweep_command,   add_report_command,
                              add_diff_command,    add_explain_command, add_capture_command,
                              add_convert_command, add_config_command,  add_scenario_command,
                              add_cosim_command};

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

}  // namespace

int run_command_line(int argc, const char* const* argv) noexcept {
  return run_program("vapa", [&] { return run(argc, argv); });
}

}  // namespace vapa
