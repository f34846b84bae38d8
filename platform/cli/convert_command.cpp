#include "sw/workload/convert.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "platform/cli/command.hpp"
#include "platform/cli/progress_line.hpp"
#include "terminal/count_option.hpp"
#include "terminal/interrupt.hpp"

namespace vapa {
namespace {

struct ConvertArguments {
  std::string input;
  std::string output;
  bool text = false;
  ConvertOptions convert;
};

struct Interrupted {};

Converted convert(const ConvertArguments& options) {
  const InterruptGuard guard;
  ProgressLine line(options.convert.limit);
  return convert(options.input, options.output, options.convert, [&](std::uint64_t accesses) {
    line.show(accesses);
    if (guard.interrupted()) throw Interrupted{};
  });
}

int run_convert(ConvertArguments options) {
  if (options.text) options.convert.to = ConvertOptions::To::lackey;
  Converted done;
  try {
    done = convert(options);
  } catch (const Interrupted&) {
    std::cerr << fmt::format("vapa: interrupted; nothing whole was written to {}\n",
                             options.output);
    return exit_interrupted;
  }
  const double each =
      done.accesses == 0 ? 0 : static_cast<double>(done.bytes) / static_cast<double>(done.accesses);
  std::cout << fmt::format(
      "{}: {} accesses, {} calls, {} processes, {} bytes ({:.3f} per access)\n", options.output,
      done.accesses, done.calls, done.processes, done.bytes, each);
  return exit_ok;
}

}  // namespace

void add_convert_command(CLI::App& vapa, Action& action) {
  auto options = std::make_shared<ConvertArguments>();
  CLI::App* command =
      vapa.add_subcommand("convert", "Write a workload as a native trace, or as lackey text");
  command->add_option("INPUT", options->input, "A trace file or a synthetic pattern")->required();
  command->add_option("-o,--output", options->output, "The file to write")
      ->type_name("FILE")
      ->required();
  command->add_flag("--text", options->text, "Write lackey text instead of the native format");
  add_count(*command, "--skip", options->convert.skip,
            "Leave out this many accesses of each process");
  add_count(*command, "--limit", options->convert.limit,
            "Write this many accesses of each process; without it: to the end");
  command->footer("Example:\n  vapa convert gzip.lackey.zst -o gzip.vapa --limit 1M");
  command->callback([options, &action] { action = [options] { return run_convert(*options); }; });
}

}  // namespace vapa
