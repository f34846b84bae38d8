#pragma once
// One log of valgrind: an image of a process from fork or exec to the next exec or the end.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "sw/workload/capture/vma_map.hpp"
#include "sw/workload/lackey/call_tracker.hpp"
#include "sw/workload/lackey/line_buffer.hpp"
#include "sw/workload/native/writer.hpp"

namespace vapa::recorder {

/// What a log starts with: taken from the parent at a fork, from the file at an exec.
struct Beginning {
  native::StreamInfo info;
  Inherited inherited;
};

/// Copies a log into a stream of the trace.
class LogStream {
 public:
  /// Called at each fork, with the child's number in the trace.
  using OnFork = std::function<void(std::uint32_t child, Beginning)>;

  LogStream(native::Writer&, Recording&, Beginning, OnFork);

  /// Bytes of the log, in order.
  LineBuffer& buffer() noexcept { return buffer_; }
  /// Takes the complete lines out of the buffer.
  void parse();
  /// The log is over; an unfinished last line is dropped unless it is a call.
  void finish();

  /// What an exec in this log goes on with, but for the image of the program.
  Beginning after_exec() const;
  const std::string& executed() const noexcept { return tracker_.executed(); }
  std::uint64_t accesses() const noexcept { return accesses_; }
  std::uint64_t unread_lines() const noexcept { return unread_; }
  /// Accesses to what only valgrind mapped: they are in no trace.
  std::uint64_t left_out() const noexcept { return left_out_; }

 private:
  native::StreamInfo& info() { return writer_.info(stream_); }
  void access(const Event&);
  void place_stack(VirtAddr);
  void other(std::string_view line);
  void take_calls();
  void note_fork(const TracedCall&, std::uint64_t number);

  native::Writer& writer_;
  std::uint32_t process_;
  std::uint32_t stream_;
  VmaMap vmas_;
  CallTracker tracker_;
  OnFork on_fork_;
  LineBuffer buffer_;
  VirtAddr stack_start_;
  std::uint64_t accesses_ = 0;
  std::uint64_t unread_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace vapa::recorder
