#include <iostream>
#include <memory>

#include "platform/cli/command.hpp"
#include "platform/report/report.hpp"

namespace vapa {

void add_report_command(CLI::App& vapa, Action& action) {
  auto directory = std::make_shared<std::string>();
  CLI::App* command = vapa.add_subcommand(
      "report", "Write report.html, results.csv and index.sqlite of a sweep anew; print its path");
  command->add_option("DIR", *directory, "The --out folder of `vapa sweep`")->required();
  command->footer("Example:\n  vapa report tlb.sweep");
  command->callback([directory, &action] {
    action = [directory] {
      std::cout << write_report(*directory).string() << '\n';
      return exit_ok;
    };
  });
}

}  // namespace vapa
