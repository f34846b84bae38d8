#include "core/files/new_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "core/error.hpp"

namespace vapa {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path) {
  throw InputError(path + ": cannot be written: " + std::strerror(errno) +
                   "; name a file in a folder that can be written and has space");
}

/// A file beside the target that is nobody else's, with the rights that open() gives.
int create_beside(const std::string& target, std::string& name) {
  static std::atomic<unsigned> count = 0;
  int descriptor = -1;
  do {
    name = target + "." + std::to_string(::getpid()) + "-" + std::to_string(count++);
    descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor < 0 && errno == EEXIST);
  return descriptor;
}

/// The descriptor of this process that /dev/stdout, /dev/fd/N and the like stand for.
std::optional<int> descriptor_behind(fs::path path) {
  std::error_code none;
  const fs::path own = fs::canonical("/proc/self/fd", none);
  while (!none) {
    const fs::path folder = fs::canonical(path.has_parent_path() ? path.parent_path() : ".", none);
    if (folder == own) return std::stoi(path.filename().string());
    if (!fs::is_symlink(path)) return std::nullopt;
    path = folder / fs::read_symlink(path);
  }
  return std::nullopt;
}

bool sync(const std::string& path, int flags, bool needed) {
  const int descriptor = ::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return !needed;
  // Some file systems cannot sync a folder; there the name is as durable as it gets.
  const bool done = ::fsync(descriptor) == 0 || errno == EINVAL;
  ::close(descriptor);
  return done;
}

}  // namespace

void publish(const std::string& finished, const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  // The file has its name by then: a folder that cannot be read need not be synced.
  const bool done = sync(finished, 0, true) && std::rename(finished.c_str(), path.c_str()) == 0 &&
                    sync(folder.empty() ? "." : folder, O_DIRECTORY, false);
  if (!done) fail(path);
}

NewFile::NewFile(const std::string& path) : path_(path), target_(path) {
  if (path.empty()) throw InputError("an output file has an empty name; give it one");
  struct ::stat at {};
  if (::stat(path.c_str(), &at) == 0) {
    if (S_ISDIR(at.st_mode)) throw InputError(path + ": is a folder; name a file in it");
    const std::optional<int> given = descriptor_behind(path);
    if (given || !S_ISREG(at.st_mode)) {
      file_.reset(given ? ::fdopen(::dup(*given), "wb") : std::fopen(path.c_str(), "wb"));
      if (!file_) fail(path_);
      return;
    }
    target_ = fs::canonical(path).string();
  } else if (::lstat(path.c_str(), &at) == 0) {
    throw InputError(path + ": is a symbolic link to nothing; name a file");
  }
  std::string name;
  const int descriptor = create_beside(target_, name);
  if (descriptor < 0) fail(path_);
  temporary_ = name;
  file_.reset(::fdopen(descriptor, "wb"));
  if (!file_) fail(path_);
}

NewFile::~NewFile() {
  if (!temporary_.empty()) std::remove(temporary_.c_str());
}

void NewFile::write(const void* bytes, std::size_t count) {
  if (std::fwrite(bytes, 1, count, file_.get()) != count) fail(path_);
}

void NewFile::commit() {
  if (std::fflush(file_.get()) != 0) fail(path_);
  if (!temporary_.empty()) publish(temporary_, target_);
  temporary_.clear();
  file_.reset();
}

}  // namespace vapa
