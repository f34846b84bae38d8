#include "platform/cli/run_outputs.hpp"

#include <filesystem>

#include "core/error.hpp"

namespace vapa {
namespace {

namespace fs = std::filesystem;

bool same_file(const std::string& a, const std::string& b) {
  std::error_code none;
  if (fs::exists(a, none) && !fs::is_regular_file(a, none)) return false;
  return fs::weakly_canonical(a, none) == fs::weakly_canonical(b, none);
}

}  // namespace

RunOutputs::RunOutputs(const std::optional<std::string>& stats,
                       const std::optional<std::string>& walks, std::vector<std::string> inputs) {
  std::vector<std::string> taken = std::move(inputs);
  for (const auto& output : {stats, walks}) {
    if (!output) continue;
    for (const std::string& other : taken) {
      if (same_file(*output, other)) {
        throw InputError(*output + ": is named twice; write to a file of its own");
      }
    }
    taken.push_back(*output);
  }
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
