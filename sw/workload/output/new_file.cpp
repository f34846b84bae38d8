#include "sw/workload/output/new_file.hpp"

#include <cerrno>
#include <cstring>

#include "core/error.hpp"

namespace vapa {

NewFile::NewFile(std::string path) : path_(std::move(path)), part_(path_ + ".part") {
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
