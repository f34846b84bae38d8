#include "platform/report/report.hpp"

#include <iostream>
#include <memory>

#include "platform/cli/command.hpp"

namespace vapa {

void add_report_command(CLI::App& vapa, Action& action) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command =
      vapa.add_subcommand("report", "Make the page, the table and the index of a sweep anew");
  command->add_option("DIR", *folder, "The folder of a sweep")->required();
  command->footer("Example:\n  vapa report tlb.sweep");
  command->callback([folder, &action] {
    action = [folder] {
      std::cout << write_report(*folder).string() << '\n';
      return exit_ok;
    };
  });
}

}  // namespace vapa
