#pragma once
// From lines of valgrind's log to calls: joins results with their calls, follows file descriptors,
// leaves out what the recorder itself did.

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sw/workload/image.hpp"
#include "sw/workload/lackey/fd_table.hpp"
#include "sw/workload/lackey/syscall_line.hpp"
#include "sw/workload/traced_call.hpp"

namespace vapa {

/// What several processes of one recording share.
class Recording {
 public:
  virtual ~Recording() = default;
  /// The number in the trace of the process `pid`.
  virtual std::uint32_t process(std::uint32_t pid) = 0;
  virtual std::uint32_t new_pipe() = 0;
  /// Bytes of the file; nothing when it is no regular file.
  virtual std::optional<std::uint64_t> size_of(const std::string& path) = 0;
};

class CallTracker {
 public:
  /// `files` grows by every file that is mapped, read or written.
  CallTracker(Recording& recording, std::vector<MappedFile>& files, FdTable fds = {})
      : recording_(&recording), files_(&files), fds_(std::move(fds)) {}

  void line(const SyscallLine&);
  /// The log is over: calls without an answer are done.
  void finish();
  /// Calls that are complete, oldest first; the caller clears the list.
  std::vector<TracedCall>& ready() noexcept { return ready_; }

  /// An access to what only the recorder mapped into the process.
  bool of_recorder(VirtAddr va) const noexcept {
    return va.value - recorder_start_ < recorder_length_;
  }
  const FdTable& fds() const noexcept { return fds_; }
  /// The path of the last execve that did not fail, if any.
  const std::string& executed() const noexcept { return executed_; }

 private:
  struct Pending {
    TracedCall traced;
    std::string path;
    std::uint32_t child = 0;
  };

  void start(const SyscallLine&);
  void complete(std::uint32_t thread, std::optional<std::int64_t> result);
  void done(Pending, std::optional<std::int64_t> result);
  bool recorder_noise(const Pending&) const;
  void follow_recorder(const Pending&, std::int64_t result);
  void follow_fds(const Pending&, std::int64_t result);
  void attach(TracedCall&);
  void attach_buffer(TracedCall&) const;
  void attach_process(TracedCall&, std::uint32_t child);
  void make_pipe(TracedCall&);
  std::uint32_t file_index(const OpenFile&);

  Recording* recording_;
  std::vector<MappedFile>* files_;
  FdTable fds_;
  std::map<std::uint32_t, Pending> pending_;  ///< by thread
  std::uint32_t last_thread_ = 0;
  std::vector<TracedCall> ready_;
  std::string executed_;
  std::uint64_t recorder_start_ = 0;
  std::uint64_t recorder_length_ = 0;
};

}  // namespace vapa
