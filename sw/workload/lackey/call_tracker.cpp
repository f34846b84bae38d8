#include "sw/workload/lackey/call_tracker.hpp"

#include <algorithm>

#include "sw/workload/lackey/syscalls.hpp"

namespace vapa {
namespace {

constexpr std::uint64_t open_cloexec = 0x80000;  // O_CLOEXEC
constexpr std::uint64_t dupfd = 0;               // F_DUPFD
constexpr std::uint64_t setfd = 2;               // F_SETFD
constexpr std::uint64_t dupfd_cloexec = 1030;    // F_DUPFD_CLOEXEC

int fd_of(std::uint64_t argument) noexcept {
  return static_cast<int>(static_cast<std::uint32_t>(argument));
}

/// valgrind prints file descriptors as unsigned numbers of 32 bits.
void widen(std::uint64_t& argument) noexcept {
  argument = static_cast<std::uint64_t>(std::int64_t{fd_of(argument)});
}

Syscall name_of(const SyscallLine& line) {
  if (line.number == syscall_number::clone && line.child != 0) return Syscall::fork;
  if (line.number == syscall_number::fcntl &&
      (line.args[1] == dupfd || line.args[1] == dupfd_cloexec)) {
    return Syscall::dup;
  }
  return syscall_traits(line.number).name;
}

TracedCall traced_of(const SyscallLine& line) {
  TracedCall traced;
  traced.call.name = name_of(line);
  traced.call.number = line.number;
  traced.call.args = line.args;
  traced.thread = line.thread - 1;
  if (traced.call.name == Syscall::mmap) widen(traced.call.args[4]);
  if (syscall_traits(line.number).takes_fd || line.number == syscall_number::openat) {
    widen(traced.call.args[0]);
  }
  return traced;
}

bool closes_on_exec(const Call& call) {
  switch (call.number) {
    case syscall_number::openat:
    case syscall_number::dup3:
      return (call.args[2] & open_cloexec) != 0;
    case syscall_number::fcntl:
      return call.args[1] == dupfd_cloexec;
    default:
      return call.name == Syscall::open && (call.args[1] & open_cloexec) != 0;
  }
}

/// Paths that only Debian's wrapper of valgrind and valgrind's preloaded object lead to.
bool recorder_path(std::string_view path) {
  return path.starts_with("/usr/lib/debug") || path.find("/vgpreload_") != std::string_view::npos;
}

}  // namespace

void CallTracker::line(const SyscallLine& line) {
  switch (line.part) {
    case SyscallLine::Part::start:
      start(line);
      break;
    case SyscallLine::Part::completion:
      complete(line.thread, line.result);
      break;
    case SyscallLine::Part::result:
      complete(last_thread_, line.result);
      break;
  }
}

void CallTracker::start(const SyscallLine& line) {
  Pending call{traced_of(line), line.path, line.child};
  const auto earlier = pending_.find(line.thread);
  if (earlier != pending_.end() && line.number != syscall_number::rt_sigreturn) {
    // A signal took the answer away: the kernel restarted the call, or it had been served.
    Pending old = std::move(earlier->second);
    pending_.erase(earlier);
    const bool restarted =
        old.traced.call.number == line.number && old.traced.call.args == call.traced.call.args;
    if (!restarted) done(std::move(old), std::nullopt);
  }
  last_thread_ = line.thread;
  if (line.open) {
    pending_.insert_or_assign(line.thread, std::move(call));
  } else {
    done(std::move(call), line.result);
  }
}

void CallTracker::complete(std::uint32_t thread, std::optional<std::int64_t> result) {
  const auto found = pending_.find(thread);
  // A forked child's log begins with the answer to a call of its parent.
  if (found == pending_.end()) return;
  Pending call = std::move(found->second);
  pending_.erase(found);
  done(std::move(call), result);
}

void CallTracker::finish() {
  for (auto& entry : pending_) done(std::move(entry.second), std::nullopt);
  pending_.clear();
}

void CallTracker::done(Pending pending, std::optional<std::int64_t> result) {
  Call& call = pending.traced.call;
  call.has_result = result.has_value();
  call.result = result.value_or(0);
  const bool succeeded = result && *result >= 0;
  if (recorder_noise(pending)) {
    if (succeeded) follow_recorder(pending, *result);
    return;
  }
  if (call.name == Syscall::exec && !result) executed_ = pending.path;
  attach_process(pending.traced, pending.child);
  attach(pending.traced);
  if (succeeded) {
    attach_buffer(pending.traced);
    if (call.name == Syscall::pipe) make_pipe(pending.traced);
    follow_fds(pending, *result);
    if (call.name == Syscall::open) call.file = file_index(*fds_.find(static_cast<int>(*result)));
  }
  ready_.push_back(std::move(pending.traced));
}

bool CallTracker::recorder_noise(const Pending& pending) const {
  const Call& call = pending.traced.call;
  if (recorder_path(pending.path)) return true;
  const bool on_fd = syscall_traits(call.number).takes_fd ||
                     call.number == syscall_number::newfstatat || call.name == Syscall::mmap;
  if (on_fd) {
    const std::uint64_t fd = call.args[call.name == Syscall::mmap ? 4 : 0];
    const OpenFile* file = fds_.find(fd_of(fd));
    if (file != nullptr && file->recorder) return true;
  }
  const bool on_range = call.name == Syscall::mprotect || call.name == Syscall::munmap;
  return on_range && of_recorder(VirtAddr{call.args[0]});
}

void CallTracker::follow_recorder(const Pending& pending, std::int64_t result) {
  const Call& call = pending.traced.call;
  if (call.name == Syscall::open) {
    fds_.set(static_cast<int>(result), {.path = {}, .recorder = true});
  } else if (call.name == Syscall::close) {
    fds_.close(fd_of(call.args[0]));
  } else if (call.name == Syscall::mmap) {
    const auto start = static_cast<std::uint64_t>(result);
    const std::uint64_t end = VirtAddr{start + call.args[1]}.align_up(12).value;
    if (recorder_length_ == 0) recorder_start_ = start;
    const std::uint64_t old_end = recorder_start_ + recorder_length_;
    recorder_start_ = std::min(recorder_start_, start);
    recorder_length_ = std::max(old_end, end) - recorder_start_;
  }
}

void CallTracker::follow_fds(const Pending& pending, std::int64_t result) {
  const Call& call = pending.traced.call;
  const auto copy = [&](int from, int to) {
    OpenFile* file = fds_.find(from);
    OpenFile duplicate = file != nullptr ? *file : OpenFile{};
    duplicate.close_on_exec = closes_on_exec(call);
    fds_.set(to, std::move(duplicate));
  };
  if (call.number == syscall_number::fcntl && call.args[1] == setfd) {
    if (OpenFile* file = fds_.find(fd_of(call.args[0])))
      file->close_on_exec = (call.args[2] & 1U) != 0;
  }
  if (call.name == Syscall::dup) return copy(fd_of(call.args[0]), static_cast<int>(result));
  switch (syscall_traits(call.number).fd) {
    case FdEffect::opens:
      fds_.set(static_cast<int>(result),
               {.path = pending.path, .close_on_exec = closes_on_exec(call)});
      break;
    case FdEffect::opens_two:
      if (call.name != Syscall::pipe) {
        for (int end = 0; end < 2; ++end) fds_.set(fds_.lowest_free(), {});
      }
      break;
    case FdEffect::closes:
      fds_.close(fd_of(call.args[0]));
      break;
    default:
      break;
  }
}

/// The ends of the pipe are the two lowest free descriptors: valgrind does not print them.
void CallTracker::make_pipe(TracedCall& traced) {
  traced.pipe = recording_->new_pipe();
  const bool close_on_exec =
      traced.call.number == syscall_number::pipe2 && (traced.call.args[1] & open_cloexec) != 0;
  for (int end = 0; end < 2; ++end) {
    fds_.set(fds_.lowest_free(), {.path = {}, .pipe = traced.pipe, .close_on_exec = close_on_exec});
  }
}

void CallTracker::attach(TracedCall& traced) {
  Call& call = traced.call;
  const bool mapped = call.name == Syscall::mmap;
  if (!mapped && call.name != Syscall::read && call.name != Syscall::write) return;
  const OpenFile* file = fds_.find(fd_of(call.args[mapped ? 4 : 0]));
  if (file == nullptr) return;
  traced.pipe = file->pipe;
  call.file = file_index(*file);
}

std::uint32_t CallTracker::file_index(const OpenFile& file) {
  if (file.path.empty()) return Call::no_file;
  const auto known = std::find_if(files_->begin(), files_->end(),
                                  [&](const MappedFile& f) { return f.path == file.path; });
  if (known == files_->end()) {
    const auto size = recording_->size_of(file.path);
    if (!size) return Call::no_file;
    files_->push_back({file.path, *size});
    return static_cast<std::uint32_t>(files_->size() - 1);
  }
  return static_cast<std::uint32_t>(known - files_->begin());
}

void CallTracker::attach_buffer(TracedCall& traced) const {
  const Call& call = traced.call;
  const auto bytes = static_cast<std::uint64_t>(call.result);
  const bool reads = call.name == Syscall::read;
  if ((reads || call.name == Syscall::write) && bytes > 0) {
    traced.buffers.push_back({VirtAddr{call.args[1]}, bytes, reads});
  } else if (call.name == Syscall::pipe) {
    constexpr std::uint64_t two_descriptors = 8;
    traced.buffers.push_back({VirtAddr{call.args[0]}, two_descriptors, true});
  }
}

void CallTracker::attach_process(TracedCall& traced, std::uint32_t child) {
  Call& call = traced.call;
  if (call.name == Syscall::fork && child != 0) {
    traced.peer = recording_->process(child);
  } else if (call.name == Syscall::wait && call.has_result && call.result > 0) {
    traced.peer = recording_->process(static_cast<std::uint32_t>(call.result));
  }
  if (traced.peer != TracedCall::none) call.result = traced.peer;
}

}  // namespace vapa
