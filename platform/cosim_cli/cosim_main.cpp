#include "cosim_cli/cosim_main.hpp"

#include <filesystem>

#include "cosim_cli/cosim_command.hpp"

namespace vapa::cosim {
namespace {

int run(int argc, const char* const* argv, const std::string& name,
        const std::vector<Dut>& devices) {
  check(devices);
  CLI::App program("Holds TLBs under random page tables and accesses, and judges them", name);
  Action action;
  const std::string called = argc > 0 ? argv[0] : name;
  add_cosim_options(program, {called, devices}, action);
  program.footer("Example:\n  " + called + " --cycles 10M --seed 7");
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return report_parse_error(program, error);
  }
  return action();
}

}  // namespace

int cosim_main(int argc, const char* const* argv, const std::vector<Dut>& devices) noexcept {
  const std::string name = argc > 0 ? std::filesystem::path(argv[0]).filename().string() : "cosim";
  return run_program(name, [&] { return run(argc, argv, name, devices); });
}

}  // namespace vapa::cosim
