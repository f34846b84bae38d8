#pragma once
// A regular file read in large pieces.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/files/descriptor.hpp"

namespace vapa {

/// A regular file, open once for everyone who reads it.
class SharedFile {
 public:
  /// Throws InputError when `path` cannot be opened or is not a regular file.
  explicit SharedFile(const std::string& path);

  /// Fewer bytes than asked for only at the end of the file. Throws InputError.
  std::size_t read(std::span<std::byte> into, std::uint64_t position) const;
  /// The first bytes, at most eight.
  std::span<const std::byte> magic() const noexcept { return {magic_.data(), magic_size_}; }
  const std::string& path() const noexcept { return path_; }
  std::uint64_t size() const noexcept { return size_; }

 private:
  std::string path_;
  std::uint64_t size_ = 0;
  Descriptor descriptor_;
  std::array<std::byte, 8> magic_{};
  std::size_t magic_size_ = 0;
};

/// A place in a file that moves forward.
class RawFile {
 public:
  explicit RawFile(std::shared_ptr<const SharedFile> file) : file_(std::move(file)) {}
  /// Throws InputError as SharedFile does.
  explicit RawFile(const std::string& path) : RawFile(std::make_shared<const SharedFile>(path)) {}

  std::span<const std::byte> magic() const noexcept { return file_->magic(); }
  /// Reads on; fewer bytes than asked for only at the end of the file.
  std::size_t read(std::span<std::byte> into);
  /// Moves forward; false, at the end of the file, when it is shorter.
  bool skip(std::uint64_t bytes);

  const std::string& path() const noexcept { return file_->path(); }
  std::uint64_t position() const noexcept { return position_; }

 private:
  std::shared_ptr<const SharedFile> file_;
  std::uint64_t position_ = 0;
};

/// A window on a RawFile for decompressors that take their input from a buffer.
class InputBuffer {
 public:
  explicit InputBuffer(RawFile& file) : file_(file), bytes_(std::size_t{1} << 17U) {}

  /// The unread bytes; reads on when there are none. Empty at the end of the file.
  std::span<const std::byte> unread();
  void consume(std::size_t bytes) noexcept { begin_ += bytes; }
  /// Offset in the file of the first unread byte.
  std::uint64_t offset() const noexcept { return file_.position() - (end_ - begin_); }
  const std::string& path() const noexcept { return file_.path(); }

 private:
  RawFile& file_;
  std::vector<std::byte> bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace vapa
