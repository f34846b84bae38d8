#pragma once
// The bytes of a trace file, decompressed as a stream in bounded memory.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "sw/workload/input/deferred_error.hpp"
#include "sw/workload/input/raw_file.hpp"

namespace vapa {

/// Turns stored bytes into the bytes they stand for.
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// Fills a part of `into`; 0 at the end of the data. Throws InputError where they are damaged.
  virtual std::size_t read(std::span<std::byte> into) = 0;
  /// Drops `bytes` bytes; false when the data end before.
  virtual bool skip(std::uint64_t bytes);
};

/// A file, plain or compressed by gzip, xz or zstd; its content tells which. Several compressed
/// streams one after another are one, as their own tools have it.
class ByteSource {
 public:
  /// Throws InputError when the file cannot be read or is not a regular file.
  explicit ByteSource(const std::string& path);
  explicit ByteSource(std::shared_ptr<const SharedFile> file);

  /// Fills `into` completely unless the data end or are damaged first; returns the bytes filled.
  /// Only 0 means the end: behind fewer than asked for the next read may throw.
  std::size_t read(std::span<std::byte> into);
  /// Throws the damage that cut the last read short, if it was damage.
  void demand_sound() const { error_.rethrow(); }
  bool skip(std::uint64_t bytes);

  /// Decompressed bytes handed out so far.
  std::uint64_t position() const noexcept { return position_; }
  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
  std::unique_ptr<Decoder> decoder_;
  std::uint64_t position_ = 0;
  DeferredError error_;
};

}  // namespace vapa
