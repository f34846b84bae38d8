#include "sw/workload/output/new_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "core/error.hpp"

namespace vapa {
namespace {

/// The rights that open() would give a new file.
::mode_t usual_rights() {
  const ::mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

[[noreturn]] void fail(const std::string& path) {
  throw InputError(path + ": cannot be written: " + std::strerror(errno) +
                   "; name a file in a folder that can be written and has space");
}

bool sync(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  // Some file systems cannot sync a folder; there the name is as durable as it gets.
  const bool done = ::fsync(descriptor) == 0 || errno == EINVAL;
  ::close(descriptor);
  return done;
}

}  // namespace

void publish(const std::string& finished, const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const bool done = sync(finished, 0) && std::rename(finished.c_str(), path.c_str()) == 0 &&
                    sync(folder.empty() ? "." : folder, O_DIRECTORY);
  if (!done) fail(path);
}

NewFile::NewFile(const std::string& path) : path_(path), target_(path) {
  if (path.empty()) throw InputError("an output file has an empty name; give it one");
  struct ::stat at {};
  if (::stat(path.c_str(), &at) == 0) {
    if (S_ISDIR(at.st_mode)) throw InputError(path + ": is a folder; name a file in it");
    if (!S_ISREG(at.st_mode)) {
      file_.reset(std::fopen(path.c_str(), "wb"));
      if (!file_) fail(path_);
      return;
    }
    target_ = std::filesystem::canonical(path).string();
  } else if (::lstat(path.c_str(), &at) == 0) {
    throw InputError(path + ": is a symbolic link to nothing; name a file");
  }
  std::string name = target_ + ".XXXXXX";
  const int descriptor = ::mkstemp(name.data());
  if (descriptor < 0) fail(path_);
  temporary_ = name;
  ::fchmod(descriptor, usual_rights());
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
