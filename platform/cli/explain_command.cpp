#include "platform/explain/explain.hpp"

#include <fmt/format.h>

#include <charconv>
#include <iostream>
#include <memory>
#include <optional>

#include "core/error.hpp"
#include "platform/cli/command.hpp"
#include "platform/cli/machine_options.hpp"
#include "terminal/count_option.hpp"

namespace vapa {
namespace {

struct ExplainArguments {
  MachineOptions machine;
  std::uint64_t at = 0;
  std::optional<std::string> va;
};

/// Hexadecimal with 0x, else decimal.
VirtAddr parse_address(std::string_view text) {
  const bool hex = text.starts_with("0x");
  const std::string_view digits = hex ? text.substr(2) : text;
  std::uint64_t address = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, address, hex ? 16 : 10);
  if (error != std::errc{} || stop != end) {
    throw InputError(fmt::format("--va {}: must be an address such as 0x7ffe1234", text));
  }
  return VirtAddr{address};
}

ExplainTarget target_of(const ExplainArguments& options) {
  if (options.va) return ProbeAddress{parse_address(*options.va)};
  if (options.at == 0) throw InputError("--at 0: accesses count from 1");
  return AccessNumber{options.at};
}

int run_explain(const ExplainArguments& options) {
  const ExplainTarget target = target_of(options);
  const SystemConfig config = read_machine(options.machine);
  std::cout << explain(config, open_workloads(options.machine, config), target);
  return exit_ok;
}

}  // namespace

void add_explain_command(CLI::App& vapa, Action& action) {
  auto options = std::make_shared<ExplainArguments>();
  CLI::App* command = vapa.add_subcommand("explain", "Tell one translation step by step");
  add_machine_options(*command, options->machine);
  CLI::Option_group* which = command->add_option_group("access", "Which access");
  add_count(*which, "--at", options->at, "The N-th access of the workload, from 1");
  which->add_option("--va", options->va, "A load of this address at the end of the workload")
      ->type_name("ADDRESS");
  which->require_option(1);
  command->footer(
      "Example:\n"
      "  vapa explain --workload uniform:footprint=1MiB,accesses=1K,seed=1 --at 500");
  command->callback([options, &action] { action = [options] { return run_explain(*options); }; });
}

}  // namespace vapa
