#include "sw/workload/input/raw_file.hpp"

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

RawFile::RawFile(const std::string& path) : path_(path), size_(regular_size(path)) {
  file_.reset(std::fopen(path.c_str(), "rb"));
  if (!file_) throw InputError(path + ": cannot be opened: " + std::strerror(errno));
  std::setvbuf(file_.get(), nullptr, _IONBF, 0);
  magic_size_ = read(magic_);
  seek(0);
}

std::size_t RawFile::read(std::span<std::byte> into) {
  const std::size_t got = std::fread(into.data(), 1, into.size(), file_.get());
  if (got < into.size() && std::ferror(file_.get()) != 0) {
    throw InputError(path_ + ": byte " + std::to_string(position_) +
                     ": cannot be read: " + std::strerror(errno));
  }
  position_ += got;
  return got;
}

bool RawFile::skip(std::uint64_t bytes) {
  const bool inside = bytes <= size_ - position_;
  seek(inside ? position_ + bytes : size_);
  return inside;
}

void RawFile::seek(std::uint64_t position) {
  if (std::fseek(file_.get(), static_cast<long>(position), SEEK_SET) != 0) {
    throw InputError(path_ + ": cannot seek: " + std::strerror(errno));
  }
  position_ = position;
}

std::span<const std::byte> InputBuffer::unread() {
  if (begin_ == end_) {
    begin_ = 0;
    end_ = file_.read(bytes_);
  }
  return {bytes_.data() + begin_, end_ - begin_};
}

}  // namespace vapa
