#include "terminal/program.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <iostream>
#include <sstream>

#include "core/error.hpp"
#include "core/text/nearest.hpp"

namespace vapa {
namespace {

std::vector<std::string> command_names(const CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string explain(const CLI::App& program, const CLI::ParseError& error) {
  const auto chosen = program.get_subcommands();
  const auto unknown = program.remaining(true);
  const std::vector<std::string> commands = command_names(program);
  if (chosen.empty() && !unknown.empty() && !commands.empty()) {
    return fmt::format("{}: no such command{}", unknown.front(),
                       did_you_mean(unknown.front(), commands));
  }
  const CLI::App& command = chosen.empty() ? program : *chosen.front();
  const bool extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !unknown.empty();
  if (!extra) return error.what();
  const std::string name = unknown.front().substr(0, unknown.front().find('='));
  return fmt::format("{}: not expected here{}", unknown.front(),
                     did_you_mean(name, option_names(command)));
}

int flushed(std::string_view program, int status) {
  std::cout.flush();
  if (std::fflush(stdout) == 0 && std::cout) return status;
  print_error(program, "cannot write to standard output");
  return exit_failure;
}

}  // namespace

void print_error(std::string_view program, std::string_view message) {
  std::istringstream lines{std::string(message)};
  for (std::string line; std::getline(lines, line);) {
    // may fail: stderr is closed
    std::fputs(fmt::format("{}: {}\n", program, line).c_str(), stderr);
  }
}

int report_parse_error(const CLI::App& program, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return program.exit(error);  // --help, --version
  const auto chosen = program.get_subcommands();
  const std::string command = chosen.empty() ? "" : chosen.front()->get_name() + " ";
  print_error(program.get_name(), fmt::format("{} (see `{} {}--help`)", explain(program, error),
                                              program.get_name(), command));
  return exit_bad_input;
}

int run_program(std::string_view program, const Action& work) noexcept {
  try {
    return flushed(program, work());
  } catch (const InputError& error) {
    print_error(program, error.what());
    return exit_bad_input;
  } catch (const std::exception& error) {
    print_error(program, fmt::format("internal failure: {}", error.what()));
  } catch (...) {
    print_error(program, "internal failure of unknown kind");
  }
  return exit_failure;
}

}  // namespace vapa
