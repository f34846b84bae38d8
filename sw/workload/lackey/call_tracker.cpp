#include "sw/workload/lackey/call_tracker.hpp"

#include <algorithm>

#include "core/types.hpp"
#include "sw/workload/lackey/syscalls.hpp"

namespace vapa {
namespace {

constexpr int current_folder = -100;  // AT_FDCWD
constexpr std::uint64_t map_shared = 1, map_fixed = 0x10;
constexpr std::uint64_t shm_read_only = 0x1000, shm_execute = 0x8000;
constexpr std::uint64_t dupfd = 0;             // F_DUPFD
constexpr std::uint64_t setfd = 2;             // F_SETFD
constexpr std::uint64_t dupfd_cloexec = 1030;  // F_DUPFD_CLOEXEC
constexpr std::uint64_t range_cloexec = 4;     // CLOSE_RANGE_CLOEXEC

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
  if (call.number == syscall_number::fcntl) return call.args[1] == dupfd_cloexec;
  const SyscallTraits& traits = syscall_traits(call.number);
  return (call.args[traits.flags_at] & traits.close_on_exec) != 0;
}

/// The object that valgrind preloads.
bool recorder_path(std::string_view path) {
  return path.find("/vgpreload_") != std::string_view::npos;
}

/// args[0] is the folder that a relative path begins in.
bool names_folder(std::uint16_t number) {
  return number == syscall_number::openat || number == syscall_number::openat2 ||
         number == syscall_number::execveat;
}

VirtAddr end_of(const Call& call, std::uint64_t start) {
  return VirtAddr{start + call.args[1]}.align_up(traced_page_shift);
}

}  // namespace

CallTracker::CallTracker(Recording& recording, std::vector<MappedFile>& files, Inherited inherited)
    : recording_(&recording), files_(&files), own_(std::move(inherited)) {
  for (std::uint32_t number = 0; number < files.size(); ++number) {
    file_numbers_.emplace(files[number].path, number);
  }
}

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
  Pending call{traced_of(line), absolute(line), line.child};
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
    follow_folder(pending);
    follow_segments(pending.traced);
    if (call.name == Syscall::open) call.file = file_index(pending.path);
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
    const OpenFile* file = own_.fds.find(fd_of(fd));
    if (file != nullptr && file->recorder) return true;
  }
  // The zeros of the preloaded object are anonymous memory in its midst.
  const bool on_range = call.name == Syscall::mprotect || call.name == Syscall::munmap ||
                        (call.name == Syscall::mmap && (call.args[3] & map_fixed) != 0);
  return on_range && of_recorder(VirtAddr{call.args[0]});
}

void CallTracker::follow_recorder(const Pending& pending, std::int64_t result) {
  const Call& call = pending.traced.call;
  if (call.name == Syscall::open) {
    own_.fds.given(static_cast<int>(result));
    own_.fds.set(static_cast<int>(result), {.path = {}, .recorder = true});
  } else if (call.name == Syscall::close) {
    own_.fds.close(fd_of(call.args[0]));
  } else if (call.name == Syscall::mmap) {
    const auto start = static_cast<std::uint64_t>(result);
    own_.recorder.add(VirtAddr{start}, end_of(call, start));
  } else if (call.name == Syscall::munmap) {
    own_.recorder.remove(VirtAddr{call.args[0]}, end_of(call, call.args[0]));
  }
}

void CallTracker::follow_fds(const Pending& pending, std::int64_t result) {
  const Call& call = pending.traced.call;
  FdTable& fds = own_.fds;
  const auto fd = static_cast<int>(result);
  const auto copy = [&](int from) {
    OpenFile* file = fds.find(from);
    OpenFile duplicate = file != nullptr ? *file : OpenFile{};
    duplicate.close_on_exec = closes_on_exec(call);
    fds.set(fd, std::move(duplicate));
  };
  if (call.number == syscall_number::fcntl && call.args[1] == setfd) {
    if (OpenFile* file = fds.find(fd_of(call.args[0])))
      file->close_on_exec = (call.args[2] & 1U) != 0;
  }
  if (call.number == syscall_number::fcntl && call.name == Syscall::dup) {
    fds.given(fd, fd_of(call.args[2]));
    return copy(fd_of(call.args[0]));
  }
  switch (syscall_traits(call.number).fd) {
    case FdEffect::opens:
      fds.given(fd);
      fds.set(fd, {.path = pending.path, .close_on_exec = closes_on_exec(call)});
      break;
    case FdEffect::opens_two:
      if (call.name != Syscall::pipe) {
        for (int end = 0; end < 2; ++end) {
          fds.set(fds.lowest_free(), {.path = {}, .close_on_exec = closes_on_exec(call)});
        }
      }
      break;
    case FdEffect::closes:
      fds.close(fd_of(call.args[0]));
      break;
    case FdEffect::closes_range:
      fds.close_range(static_cast<std::uint32_t>(call.args[0]),
                      static_cast<std::uint32_t>(call.args[1]),
                      (call.args[2] & range_cloexec) != 0);
      break;
    case FdEffect::duplicates:
      fds.given(fd);
      return copy(fd_of(call.args[0]));
    case FdEffect::duplicates_onto:
      return copy(fd_of(call.args[0]));
    case FdEffect::none:
      break;
  }
}

void CallTracker::follow_folder(const Pending& pending) {
  const Call& call = pending.traced.call;
  if (call.number == syscall_number::chdir) own_.folder = pending.path;
  if (call.number == syscall_number::fchdir) {
    const OpenFile* folder = own_.fds.find(fd_of(call.args[0]));
    own_.folder = folder != nullptr ? folder->path : "";
  }
}

/// System V shared memory becomes what it is to the address space: a mapping of a shared file, and
/// its end. Where shmget was not seen the size is unknown and the calls stay as they are.
void CallTracker::follow_segments(TracedCall& traced) {
  Call& call = traced.call;
  if (call.number == syscall_number::shmget) {
    std::uint64_t& bytes = recording_->segments()[call.result];
    bytes = std::max(bytes, call.args[1]);
  } else if (call.number == syscall_number::shmat) {
    const auto segment = recording_->segments().find(static_cast<std::int64_t>(call.args[0]));
    if (segment == recording_->segments().end()) return;
    const auto [id, bytes] = *segment;
    std::uint64_t prot = prot_read;
    if ((call.args[2] & shm_read_only) == 0) prot |= prot_write;
    if ((call.args[2] & shm_execute) != 0) prot |= prot_exec;
    own_.attached[static_cast<std::uint64_t>(call.result)] = bytes;
    call.name = Syscall::mmap;
    call.number = syscall_number::mmap;
    call.file = add_file("/SYSV" + std::to_string(id), bytes);
    call.args = {call.args[1], bytes, prot, map_shared, ~std::uint64_t{0}, 0};
  } else if (call.number == syscall_number::shmdt) {
    const auto attached = own_.attached.find(call.args[0]);
    if (attached == own_.attached.end()) return;
    call.name = Syscall::munmap;
    call.number = syscall_number::munmap;
    call.args[1] = attached->second;
    own_.attached.erase(attached);
  }
}

/// The path of a line that opens, executes or enters something, from the root on if that is known.
std::string CallTracker::absolute(const SyscallLine& line) const {
  const Syscall name = syscall_traits(line.number).name;
  const bool a_path =
      name == Syscall::open || name == Syscall::exec || line.number == syscall_number::chdir;
  if (!a_path || line.path.empty() || line.path.front() == '/') return line.path;
  const int folder_fd = names_folder(line.number) ? fd_of(line.args[0]) : current_folder;
  const OpenFile* const opened = own_.fds.find(folder_fd);
  std::string folder = own_.folder;
  if (folder_fd != current_folder) folder = opened != nullptr ? opened->path : "";
  if (folder.empty()) return line.path;
  if (folder.back() != '/') folder += '/';
  const bool dotted = line.path.starts_with("./");
  return folder + (dotted ? line.path.substr(2) : line.path);
}

/// The ends of the pipe are the two lowest free descriptors: valgrind does not print them.
void CallTracker::make_pipe(TracedCall& traced) {
  traced.pipe = recording_->new_pipe();
  for (int end = 0; end < 2; ++end) {
    own_.fds.set(own_.fds.lowest_free(),
                 {.path = {}, .pipe = traced.pipe, .close_on_exec = closes_on_exec(traced.call)});
  }
}

void CallTracker::attach(TracedCall& traced) {
  Call& call = traced.call;
  const bool mapped = call.name == Syscall::mmap;
  if (!mapped && call.name != Syscall::read && call.name != Syscall::write) return;
  const OpenFile* file = own_.fds.find(fd_of(call.args[mapped ? 4 : 0]));
  if (file == nullptr) return;
  traced.pipe = file->pipe;
  call.file = file_index(file->path);
}

std::uint32_t CallTracker::file_index(const std::string& path) {
  if (path.empty()) return Call::no_file;
  const auto known = file_numbers_.find(path);
  if (known != file_numbers_.end()) return known->second;
  const auto size = recording_->size_of(path);
  return size ? add_file(path, *size) : Call::no_file;
}

std::uint32_t CallTracker::add_file(const std::string& path, std::uint64_t bytes) {
  const auto [at, added] = file_numbers_.emplace(path, static_cast<std::uint32_t>(files_->size()));
  if (added) files_->push_back({path, bytes});
  return at->second;
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
