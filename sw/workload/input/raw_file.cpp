#include "sw/workload/input/raw_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "core/error.hpp"

namespace vapa {
namespace {

std::uint64_t regular_size(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    throw InputError(path + ": no such file; check the path");
  }
  if (status.type() != fs::file_type::regular) {
    throw InputError(path +
                     ": not a regular file; a trace is read more than once, so save it first");
  }
  return fs::file_size(path);
}

}  // namespace

SharedFile::SharedFile(const std::string& path)
    : path_(path),
      size_(regular_size(path)),
      descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_.get() < 0) throw InputError(path + ": cannot be opened: " + std::strerror(errno));
  magic_size_ = read(magic_, 0);
}

std::size_t SharedFile::read(std::span<std::byte> into, std::uint64_t position) const {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const ssize_t got = pread(descriptor_.get(), into.data() + filled, into.size() - filled,
                              static_cast<off_t>(position + filled));
    if (got == 0) break;
    if (got > 0) {
      filled += static_cast<std::size_t>(got);
    } else if (errno != EINTR) {
      throw InputError(path_ + ": byte " + std::to_string(position + filled) +
                       ": cannot be read: " + std::strerror(errno));
    }
  }
  return filled;
}

std::size_t RawFile::read(std::span<std::byte> into) {
  const std::size_t got = file_->read(into, position_);
  position_ += got;
  return got;
}

bool RawFile::skip(std::uint64_t bytes) {
  const std::uint64_t left = file_->size() - std::min(file_->size(), position_);
  position_ += std::min(bytes, left);
  return bytes <= left;
}

std::span<const std::byte> InputBuffer::unread() {
  if (begin_ == end_) {
    begin_ = 0;
    end_ = file_.read(bytes_);
  }
  return {bytes_.data() + begin_, end_ - begin_};
}

}  // namespace vapa
