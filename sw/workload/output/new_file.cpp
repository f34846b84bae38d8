#include "sw/workload/output/new_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "core/error.hpp"

namespace vapa {

namespace {

namespace fs = std::filesystem;

/// Where the file will stand: what a symbolic link leads to is replaced, not the link.
std::string destination(std::string path) {
  std::error_code error;
  if (fs::is_symlink(path, error)) {
    const fs::path target = fs::weakly_canonical(path, error);
    if (error) throw InputError(path + ": cannot be written: " + error.message());
    path = target.string();
  }
  if (fs::exists(path, error) && !fs::is_regular_file(path, error)) {
    throw InputError(path + ": cannot be written: it is there and no regular file");
  }
  return path;
}

}  // namespace

NewFile::NewFile(std::string path) : path_(destination(std::move(path))), part_(path_ + ".part") {
  file_.reset(std::fopen(part_.c_str(), "wb"));
  if (!file_) fail("cannot be written");
}

NewFile::~NewFile() {
  if (file_) std::remove(part_.c_str());
}

void NewFile::write(const void* bytes, std::size_t count) {
  if (std::fwrite(bytes, 1, count, file_.get()) != count) fail("cannot be written");
}

void NewFile::commit() {
  if (std::fflush(file_.get()) != 0) fail("cannot be written");
  if (std::rename(part_.c_str(), path_.c_str()) != 0) fail("cannot get its name");
  file_.reset();
}

void NewFile::fail(const char* what) const {
  throw InputError(path_ + ": " + what + ": " + std::strerror(errno));
}

}  // namespace vapa
