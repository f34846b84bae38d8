#include <iostream>
#include <memory>

#include "platform/cli/command.hpp"
#include "platform/cli/machine_options.hpp"
#include "platform/config/listing.hpp"
#include "platform/config/reader.hpp"
#include "platform/config/writer.hpp"

namespace vapa {
namespace {

struct ConfigArguments {
  std::string name;
  bool toml = false;
  std::vector<std::string> sets;
};

int run_config(const ConfigArguments& options) {
  std::cout << (options.toml ? write_toml(read_config(options.name, options.sets))
                             : describe_keys(options.name));
  return exit_ok;
}

}  // namespace

void add_config_command(CLI::App& vapa, Action& action) {
  auto options = std::make_shared<ConfigArguments>();
  CLI::App* command = vapa.add_subcommand(
      "config", "List every key of the configuration, explain one, or print the whole");
  command->add_option("name", options->name, "A key or section; with --toml: a configuration file");
  CLI::Option* toml =
      command->add_flag("--toml", options->toml, "Print the resolved configuration as TOML");
  add_sets(*command, options->sets)->needs(toml);
  command->footer(
      "Examples:\n"
      "  vapa config                      every key\n"
      "  vapa config mmu.dtlb             the keys of a section\n"
      "  vapa config mmu.dtlb.entries     one key in full\n"
      "  vapa config --toml --set mmu.l2tlb.entries=1024 > machine.toml");
  command->callback([options, &action] { action = [options] { return run_config(*options); }; });
}

}  // namespace vapa
