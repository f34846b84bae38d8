#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/files/new_file.hpp"
#include "platform/run/walk_log.hpp"

namespace vapa {

/// The files that a run writes, opened before it, so that a run of hours does not end in vain.
class RunOutputs {
 public:
  /// The paths of --stats, --walks and --wave, which others write; inputs: files that must not be
  /// replaced. Throws InputError when a file is named twice or cannot be written.
  RunOutputs(const std::optional<std::string>& stats, const std::optional<std::string>& walks,
             const std::optional<std::string>& wave, std::vector<std::string> inputs);

  /// Null without --walks.
  WalkObserver* walks() { return walks_ ? &*walks_ : nullptr; }
  /// Writes the statistics that `json` makes, if they are wanted, and gives each file its name.
  /// Returns what could not be written; the one file does not suffer from the other.
  std::optional<std::string> write(const std::function<std::string()>& json);

 private:
  std::optional<NewFile> stats_;
  std::optional<WalkLog> walks_;
};

}  // namespace vapa
