#include "platform/scenario/temporary_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "sw/scenario/world.hpp"

namespace vapa::scenario {
namespace {

std::vector<std::string> folders() {
  std::vector<std::string> all;
  if (const char* wish = std::getenv("TMPDIR"); wish != nullptr && *wish != 0)
    all.emplace_back(wish);
  all.insert(all.end(), {"/tmp", "/var/tmp"});
  return all;
}

bool in_memory(int file) {
  struct statfs system {};
  ::fstatfs(file, &system);
  return system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC;
}

Descriptor nameless_file(const std::string& folder) {
  Descriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file.get() >= 0) return file;
  std::string name = folder + "/vapa-scenario-XXXXXX";
  Descriptor named(::mkostemp(name.data(), O_CLOEXEC));
  if (named.get() >= 0) ::unlink(name.c_str());
  return named;
}

Descriptor empty_file() {
  Descriptor found;
  for (const std::string& folder : folders()) {
    Descriptor file = nameless_file(folder);
    if (file.get() < 0) continue;
    const bool last_resort = in_memory(file.get());
    if (!last_resort || found.get() < 0) found = std::move(file);
    if (!last_resort) break;
  }
  return found;
}

/// Reading a hole makes a clean page without a write to the disk; a tmpfs makes none then.
bool fill(int file, std::uint64_t bytes) {
  std::array<char, page_bytes> page{};
  const bool by_writing = in_memory(file);
  for (std::uint64_t at = 0; at < bytes; at += page_bytes) {
    const std::uint64_t part = std::min(page_bytes, bytes - at);
    const auto offset = static_cast<off_t>(at);
    const ssize_t done = by_writing ? ::pwrite(file, page.data(), part, offset)
                                    : ::pread(file, page.data(), part, offset);
    if (done != static_cast<ssize_t>(part)) return false;
  }
  return true;
}

}  // namespace

Descriptor temporary_file(std::uint64_t bytes) {
  Descriptor file = empty_file();
  // Random: since 6.18 Linux maps large folios whole, which reading ahead would make.
  const bool made = file.get() >= 0 && ::ftruncate(file.get(), static_cast<off_t>(bytes)) == 0 &&
                    ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_RANDOM) == 0 &&
                    fill(file.get(), bytes);
  if (made) return file;
  throw InputError(
      fmt::format("no temporary file of {} bytes can be made: {}; set TMPDIR to a "
                  "folder that can be written",
                  bytes, std::strerror(errno)));
}

}  // namespace vapa::scenario
