#include "cosim_cli/cosim_outputs.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/files/text_file.hpp"
#include "cosim/stimulus_file.hpp"
#include "terminal/distinct_files.hpp"

namespace vapa {
namespace {

std::string default_name(const std::string& device) { return fmt::format("cosim-{}.txt", device); }

/// All that may be written.
std::vector<std::string> outputs(const CosimArguments& arguments,
                                 const std::vector<cosim::Dut>& devices) {
  std::vector<std::string> files;
  if (!arguments.wave.empty()) files = arguments.program.waves->files(arguments.wave);
  if (!arguments.junit.empty()) files.push_back(arguments.junit);
  if (!arguments.save.empty()) {
    files.push_back(arguments.save);
  } else {
    for (const cosim::Dut& device : devices) files.push_back(default_name(device.name));
  }
  return files;
}

}  // namespace

CosimOutputs::CosimOutputs(const CosimArguments& arguments) : save_name_(arguments.save) {
  const auto devices = arguments.chosen();
  if (!arguments.wave.empty() && devices.size() != 1) {
    throw InputError("--wave: shows one device; name it with --dut, or a sequence with --replay");
  }
  if (!arguments.save.empty() && devices.size() != 1) {
    throw InputError("--save: names one file; name one device with --dut");
  }
  std::vector<std::string> inputs;
  if (!arguments.workload.empty()) inputs.push_back(arguments.workload);
  check_distinct(outputs(arguments, devices), std::move(inputs));
  if (!arguments.save.empty()) save_.emplace(arguments.save);
  if (!arguments.junit.empty()) junit_.emplace(arguments.junit);
  if (!arguments.wave.empty()) arguments.program.waves->check(arguments.wave);
}

std::string CosimOutputs::save(const std::string& device, const cosim::Failure& failure) {
  const std::string text = cosim::stimulus_text({device, failure.epoch, failure.items});
  if (!save_) {
    write_atomically(default_name(device), text);
    return default_name(device);
  }
  save_->write(text);
  save_->commit();
  return save_name_;
}

void CosimOutputs::write_verdicts(const std::vector<CosimCase>& cases) {
  if (!junit_) return;
  junit_->write(junit_text(cases));
  junit_->commit();
}

}  // namespace vapa
