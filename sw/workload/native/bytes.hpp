#pragma once
// Numbers and strings in a block: LEB128 for lengths and counts, little-endian words.

#include <bit>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace vapa::native {

static_assert(std::endian::native == std::endian::little, "words are copied as they stand");

/// A block's bytes do not mean anything. Caught where file and block are known.
struct Malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class ByteWriter {
 public:
  explicit ByteWriter(std::vector<std::uint8_t>& bytes) : bytes_(bytes) {}

  void byte(std::uint8_t value) { bytes_.push_back(value); }
  /// The low `count` bytes of `value`.
  void low_bytes(std::uint64_t value, unsigned count) {
    const auto* from = reinterpret_cast<const std::uint8_t*>(&value);
    bytes_.insert(bytes_.end(), from, from + count);
  }
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) byte(static_cast<std::uint8_t>(value | 0x80));
    byte(static_cast<std::uint8_t>(value));
  }
  /// Small for values near zero of either sign.
  void signed_varint(std::int64_t value) {
    varint((static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63U));
  }
  void text(std::string_view value) {
    varint(value.size());
    bytes_.insert(bytes_.end(), value.begin(), value.end());
  }

 private:
  std::vector<std::uint8_t>& bytes_;
};

class ByteReader {
 public:
  ByteReader(const std::uint8_t* begin, const std::uint8_t* end) : at_(begin), end_(end) {}

  const std::uint8_t* at() const noexcept { return at_; }
  bool done() const noexcept { return at_ == end_; }

  std::uint8_t byte() {
    need(1);
    return *at_++;
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      value |= std::uint64_t{next & 0x7fU} << shift;
      if (next < 0x80) return value;
    }
    throw Malformed("a number longer than 64 bits");
  }
  std::int64_t signed_varint() {
    const std::uint64_t value = varint();
    return static_cast<std::int64_t>((value >> 1U) ^ (0 - (value & 1U)));
  }
  std::uint32_t varint32() {
    const std::uint64_t value = varint();
    if (value > 0xffffffffU) throw Malformed("a number longer than 32 bits");
    return static_cast<std::uint32_t>(value);
  }
  /// At most `most` bytes.
  std::string text(std::uint64_t most) {
    const std::uint64_t size = varint();
    if (size > most) throw Malformed("a name of more than " + std::to_string(most) + " bytes");
    const ByteReader part = sub(size);
    return {reinterpret_cast<const char*>(part.at_),
            static_cast<std::size_t>(part.end_ - part.at_)};
  }
  /// The next `bytes` bytes on their own.
  ByteReader sub(std::uint64_t bytes) {
    need(bytes);
    const std::uint8_t* const begin = at_;
    at_ += bytes;
    return {begin, at_};
  }

 private:
  void need(std::uint64_t bytes) const {
    if (bytes > static_cast<std::uint64_t>(end_ - at_)) throw Malformed("its contents end early");
  }

  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

}  // namespace vapa::native
