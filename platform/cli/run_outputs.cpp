#include "platform/cli/run_outputs.hpp"

#include "core/error.hpp"
#include "platform/waves/wave_file.hpp"
#include "terminal/distinct_files.hpp"

namespace vapa {

RunOutputs::RunOutputs(const std::optional<std::string>& stats,
                       const std::optional<std::string>& walks,
                       const std::optional<std::string>& wave, std::vector<std::string> inputs) {
  std::vector<std::string> outputs;
  if (wave) outputs = wave_files(*wave);
  for (const auto& output : {stats, walks}) {
    if (output) outputs.push_back(*output);
  }
  check_distinct(outputs, std::move(inputs));
  if (stats) stats_.emplace(*stats);
  if (walks) walks_.emplace(*walks);
}

std::optional<std::string> RunOutputs::write(const std::function<std::string()>& json) {
  std::optional<std::string> failure;
  const auto attempt = [&failure](const auto& step) {
    try {
      step();
    } catch (const InputError& e) {
      if (!failure) failure = e.what();
    }
  };
  if (stats_) {
    attempt([&] {
      stats_->write(json());
      stats_->commit();
    });
  }
  if (walks_) attempt([&] { walks_->close(); });
  return failure;
}

}  // namespace vapa
