#include "sw/workload/capture/log_folder.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>

#include "core/error.hpp"

namespace vapa::recorder {
namespace {

namespace fs = std::filesystem;

/// "PID.N": valgrind counts N up at a fork and starts again at 1 after an exec.
struct Name {
  std::uint32_t pid = 0;
  std::uint32_t part = 0;
  fs::path path;
};

bool read_name(const fs::path& path, Name& name) {
  const std::string text = path.filename().string();
  const char* const end = text.data() + text.size();
  const auto pid = std::from_chars(text.data(), end, name.pid);
  if (pid.ec != std::errc{} || pid.ptr == end || *pid.ptr != '.') return false;
  name.path = path;
  return std::from_chars(pid.ptr + 1, end, name.part).ec == std::errc{};
}

/// The header of glibc 2.36 declares pidfd_open for C only.
int open_process(std::uint32_t pid) {
  return static_cast<int>(syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0));
}

/// What a process wrote before its exec has the higher part.
bool earlier(const Name& a, const Name& b) {
  return a.pid != b.pid ? a.pid < b.pid : a.part > b.part;
}

}  // namespace

LogFolder::LogFolder() {
  std::string name = (fs::temp_directory_path() / "vapa-capture-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw InputError(name + ": cannot be made; set TMPDIR to a folder that can be written");
  }
  path_ = name;
}

LogFolder::~LogFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::vector<LogFile> LogFolder::take_new() {
  std::vector<Name> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(path_)) {
    Name name;
    if (read_name(entry.path(), name)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end(), earlier);
  std::vector<LogFile> logs;
  for (const Name& name : names) {
    Descriptor log(::open(name.path.c_str(), O_RDWR | O_CLOEXEC));
    if (log.get() < 0) continue;
    unlink(name.path.c_str());
    logs.push_back({name.pid, std::move(log), Descriptor(open_process(name.pid))});
  }
  return logs;
}

bool ended(const Descriptor& process) {
  if (process.get() < 0) return true;
  pollfd waited{process.get(), POLLIN, 0};
  return poll(&waited, 1, 0) > 0;
}

}  // namespace vapa::recorder
