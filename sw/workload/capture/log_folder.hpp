#pragma once
// The folder that valgrind writes its logs to.

#include <cstdint>
#include <string>
#include <vector>

#include "core/files/descriptor.hpp"

namespace vapa::recorder {

/// A log as it is found: opened, and without a name any more, so that the same process can write
/// the next one under it.
struct LogFile {
  std::uint32_t pid = 0;
  Descriptor log;
  Descriptor process;  ///< pidfd; closed when the process was gone already
};

class LogFolder {
 public:
  /// Made among the temporary files. Throws InputError when that is impossible.
  LogFolder();
  ~LogFolder();
  LogFolder(const LogFolder&) = delete;
  LogFolder& operator=(const LogFolder&) = delete;

  const std::string& path() const noexcept { return path_; }
  /// The logs that are new, those of one process in the order they were begun.
  std::vector<LogFile> take_new();

 private:
  std::string path_;
};

/// True when the process has ended.
bool ended(const Descriptor& process);

}  // namespace vapa::recorder
