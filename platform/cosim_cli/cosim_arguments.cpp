#include "cosim_cli/cosim_arguments.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text/nearest.hpp"

namespace vapa {

using cosim::Dut;

Dut CosimArguments::device_named(const std::string& name) const {
  const std::vector<Dut>& all = program.devices;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Dut& d) { return d.name == name; });
  if (found != all.end()) return *found;
  std::vector<std::string> names;
  names.reserve(all.size());
  for (const Dut& d : all) names.push_back(d.name);
  throw InputError(fmt::format("{}: no such device{}; `{} --list` lists them", name,
                               did_you_mean(name, names), program.name));
}

std::vector<Dut> CosimArguments::chosen() const {
  if (devices.empty()) return program.devices;
  std::vector<Dut> found;
  for (const std::string& name : devices) {
    const bool again =
        std::any_of(found.begin(), found.end(), [&](const Dut& d) { return d.name == name; });
    if (!again) found.push_back(device_named(name));
  }
  return found;
}

}  // namespace vapa
