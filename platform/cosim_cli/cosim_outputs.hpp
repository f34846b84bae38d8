#pragma once

#include <optional>

#include "core/files/new_file.hpp"
#include "cosim_cli/cosim_arguments.hpp"
#include "cosim_cli/cosim_report.hpp"

namespace vapa {

/// The files that campaigns write, opened before them, so that hours do not end in vain.
class CosimOutputs {
 public:
  /// Throws InputError when a file is named twice or cannot be written.
  explicit CosimOutputs(const CosimArguments&);

  /// Saves what failed and gives the file's name. Throws InputError when it cannot.
  std::string save(const std::string& device, const cosim::Failure&);
  /// Throws InputError when it cannot.
  void write_verdicts(const std::vector<CosimCase>&);

 private:
  std::string save_name_;  ///< empty: after the device
  std::optional<NewFile> save_;
  std::optional<NewFile> junit_;
};

}  // namespace vapa
