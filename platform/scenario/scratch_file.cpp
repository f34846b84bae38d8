#include "platform/scenario/scratch_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/error.hpp"

namespace vapa::scenario {
namespace {

/// Memory posing as a disk has other rules: a write to a shared mapping is not noticed.
bool on_disk(const char* folder) {
  struct statfs about {};
  return statfs(folder, &about) == 0 && about.f_type != TMPFS_MAGIC;
}

Descriptor open_in(const char* folder) {
  return Descriptor(open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
}

}  // namespace

Descriptor make_scratch_file(std::uint64_t bytes) {
  const char* wish = std::getenv("TMPDIR");
  for (const char* folder : {wish, "/tmp", "/var/tmp", "."}) {
    if (folder == nullptr || !on_disk(folder)) continue;
    Descriptor file = open_in(folder);
    if (file.number() < 0) continue;
    if (ftruncate(file.number(), static_cast<off_t>(bytes)) != 0) {
      throw InputError(
          fmt::format("{}: a file of {} bytes: {}", folder, bytes, std::strerror(errno)));
    }
    // Without readahead, which brings in several pages as one.
    posix_fadvise(file.number(), 0, 0, POSIX_FADV_RANDOM);
    constexpr std::uint64_t page = 4096;
    for (std::uint64_t at = 0; at < bytes; at += page) {
      char byte = 0;
      if (pread(file.number(), &byte, 1, static_cast<off_t>(at)) != 1) {
        throw InputError(
            fmt::format("{}: a new file cannot be read: {}", folder, std::strerror(errno)));
      }
    }
    posix_fadvise(file.number(), 0, 0, POSIX_FADV_NORMAL);
    return file;
  }
  throw InputError(
      "no folder on a disk can hold a file without a name; set TMPDIR to one on ext4, XFS or "
      "Btrfs");
}

}  // namespace vapa::scenario
