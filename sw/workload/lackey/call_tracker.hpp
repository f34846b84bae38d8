#pragma once
// From lines of valgrind's log to calls: joins results with their calls, follows file descriptors,
// leaves out what the recorder itself did.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sw/workload/image.hpp"
#include "sw/workload/lackey/address_ranges.hpp"
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

  /// Bytes of the System V shared memory that shmget(2) names, by its identifier.
  std::map<std::int64_t, std::uint64_t>& segments() noexcept { return segments_; }

 private:
  std::map<std::int64_t, std::uint64_t> segments_;
};

/// What a process has from its parent and hands on, beside its image.
struct Inherited {
  FdTable fds;
  std::string folder;      ///< current directory; empty: unknown, relative paths stay what they are
  AddressRanges recorder;  ///< mapped by the recorder's own part of the process
  std::map<std::uint64_t, std::uint64_t> attached;  ///< shared memory: bytes by address

  /// What execve leaves of it.
  Inherited after_exec() const { return {fds.after_exec(), folder, {}, {}}; }
};

class CallTracker {
 public:
  /// `files` grows by every file that is mapped, read or written.
  CallTracker(Recording& recording, std::vector<MappedFile>& files, Inherited inherited = {});

  void line(const SyscallLine&);
  /// The log is over: calls without an answer are done.
  void finish();
  /// Calls that are complete, oldest first; the caller clears the list.
  std::vector<TracedCall>& ready() noexcept { return ready_; }

  /// An access to what only the recorder mapped into the process.
  bool of_recorder(VirtAddr va) const noexcept { return own_.recorder.contains(va); }
  /// What a child that is forked now begins with.
  const Inherited& to_inherit() const noexcept { return own_; }
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
  void follow_folder(const Pending&);
  void follow_segments(TracedCall&);
  std::string absolute(const SyscallLine&) const;
  void attach(TracedCall&);
  void attach_buffer(TracedCall&) const;
  void attach_process(TracedCall&, std::uint32_t child);
  void make_pipe(TracedCall&);
  std::uint32_t file_index(const std::string& path);
  std::uint32_t add_file(const std::string& path, std::uint64_t bytes);

  Recording* recording_;
  std::vector<MappedFile>* files_;
  Inherited own_;
  std::unordered_map<std::string, std::uint32_t> file_numbers_;  ///< of files_, by path
  std::map<std::uint32_t, Pending> pending_;                     ///< by thread
  std::uint32_t last_thread_ = 0;
  std::vector<TracedCall> ready_;
  std::string executed_;
};

}  // namespace vapa
