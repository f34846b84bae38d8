#pragma once
// The file descriptors of a traced process, as far as its system calls tell.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "sw/workload/traced_call.hpp"

namespace vapa {

/// What a descriptor stands for.
struct OpenFile {
  std::string path;                       ///< empty: no file that was opened by name
  std::uint32_t pipe = TracedCall::none;  ///< number of the pipe
  bool close_on_exec = false;
  bool recorder = false;  ///< opened by the recorder's own part of the process
};

class FdTable {
 public:
  FdTable() : open_{{0, {}}, {1, {}}, {2, {}}} {}

  void set(int fd, OpenFile file) { open_.insert_or_assign(fd, std::move(file)); }
  void close(int fd) { open_.erase(fd); }
  /// close_range(2): closed now, or at the next exec.
  void close_range(std::uint32_t first, std::uint32_t last, bool on_exec);
  OpenFile* find(int fd) {
    const auto found = open_.find(fd);
    return found == open_.end() ? nullptr : &found->second;
  }
  const OpenFile* find(int fd) const { return const_cast<FdTable*>(this)->find(fd); }
  /// The kernel gave out `fd`, the lowest free number from `least` on: those between were taken,
  /// by files that no call told of.
  void given(int fd, int least = 0);
  /// The descriptor that POSIX gives to the next file.
  int lowest_free() const;
  /// What execve leaves open.
  FdTable after_exec() const;

 private:
  std::map<int, OpenFile> open_;
};

}  // namespace vapa
