#pragma once
// QEMU's monitor commands, asked through QMP so that nothing is echoed.

#include <optional>
#include <string>
#include <vector>

#include "core/types.hpp"
#include "oracle/unix_stream.hpp"

namespace vapa::oracle {

class MonitorClient {
 public:
  explicit MonitorClient(const std::string& socket_path);

  /// The physical address that the CPU's present tables give; nothing where unmapped.
  std::vector<std::optional<PhysAddr>> translate(const std::vector<VirtAddr>&);

 private:
  void ask(const std::string& command);
  /// What the next answer prints. Throws std::runtime_error when it is an error.
  std::string answer();
  std::string receive_line();

  UnixStream stream_;
  std::string pending_;
};

}  // namespace vapa::oracle
