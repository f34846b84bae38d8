#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "platform/cli/command.hpp"
#include "platform/results/diff.hpp"

namespace vapa {
namespace {

struct DiffArguments {
  std::string a, b;
  DiffOptions diff;
  bool exit_code = false;
};

int run_diff(const DiffArguments& options) {
  const StoredResult a = read_result(options.a);
  const StoredResult b = read_result(options.b);
  const Diff result = diff(a, b, options.diff);
  std::cout << fmt::format("A = {}\nB = {}\n\n{}", options.a, options.b, result.text);
  return options.exit_code && !result.equal ? exit_failure : exit_ok;
}

}  // namespace

void add_diff_command(CLI::App& vapa, Action& action) {
  auto options = std::make_shared<DiffArguments>();
  CLI::App* command =
      vapa.add_subcommand("diff", "Compare two results: configuration, then statistics");
  command->add_option("A", options->a, "Statistics written by `vapa run --stats`")->required();
  command->add_option("B", options->b, "The same of another run")->required();
  command->add_flag("--all", options->diff.all,
                    "Every statistic that differs, not only the most relevant");
  command->add_flag("--exit-code", options->exit_code, "Exit with status 1 when they differ");
  command->footer("Example:\n  vapa diff small.json large.json");
  command->callback([options, &action] { action = [options] { return run_diff(*options); }; });
}

}  // namespace vapa
