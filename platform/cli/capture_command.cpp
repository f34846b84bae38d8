#include "sw/workload/capture.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "platform/cli/command.hpp"
#include "platform/cli/progress_line.hpp"

namespace vapa {
namespace {

struct CaptureArguments {
  std::vector<std::string> program;
  std::string output;
};

void print_captured(const Captured& captured, const std::string& output) {
  const double each = captured.accesses == 0 ? 0
                                             : static_cast<double>(captured.bytes) /
                                                   static_cast<double>(captured.accesses);
  std::cout << fmt::format(
      "{}: {} accesses, {} calls, {} processes, {} bytes ({:.3f} per access); left out: {} "
      "accesses "
      "to what valgrind preloads\n",
      output, captured.accesses, captured.calls, captured.processes, captured.bytes, each,
      captured.left_out);
}

int run_capture(const CaptureArguments& options) {
  ProgressLine line(0);
  const Captured captured = capture(options.program, options.output,
                                    [&](std::uint64_t accesses) { line.show(accesses); });
  line.clear();
  print_captured(captured, options.output);
  if (captured.exit_status != 0) {
    std::cerr << fmt::format("vapa: {} ended with status {}\n", options.program.front(),
                             captured.exit_status);
  }
  if (captured.unread_lines != 0) {
    std::cerr << fmt::format("vapa: {} lines of valgrind's log were not understood\n",
                             captured.unread_lines);
  }
  if (captured.inferred != 0) {
    std::cerr << fmt::format(
        "vapa: {} processes ran a program that could not be read; their VMAs are inferred "
        "from what they touch\n",
        captured.inferred);
  }
  return captured.interrupted ? exit_interrupted : exit_ok;
}

}  // namespace

void add_capture_command(CLI::App& vapa, Action& action) {
  auto options = std::make_shared<CaptureArguments>();
  CLI::App* command =
      vapa.add_subcommand("capture", "Record the memory accesses and calls of a real program");
  command->add_option("-o,--output", options->output, "The trace to write")
      ->type_name("FILE")
      ->required();
  command->add_option("PROGRAM", options->program, "What to run, with its arguments, behind --")
      ->required();
  command->footer("Example:\n  vapa capture -o sort.vapa -- sort -r /etc/services");
  command->callback([options, &action] { action = [options] { return run_capture(*options); }; });
}

}  // namespace vapa
