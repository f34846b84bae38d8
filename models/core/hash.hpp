#pragma once
// A hash of contents: names results, recognises equal workloads. Not for adversaries.

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace vapa {

/// 128 bits over a stream of bytes; how the stream is cut into add() calls does not matter.
///
/// Two 64-bit lanes take the same little-endian words of 8 bytes. Each step of a lane is a
/// bijection of the word and of the lane, so two streams that differ in one word never agree in a
/// lane. The end adds the zero-padded rest, then the length, and mixes the lanes into each other
/// (finaliser of splitmix64: Steele, Lea, Flood, OOPSLA 2014).
class ContentHash {
 public:
  ContentHash& add(std::string_view bytes) noexcept {
    length_ += bytes.size();
    while (!bytes.empty()) {
      const std::size_t taken = bytes.size() < 8 - filled_ ? bytes.size() : 8 - filled_;
      std::memcpy(rest_.data() + filled_, bytes.data(), taken);
      bytes.remove_prefix(taken);
      filled_ += taken;
      if (filled_ == 8) take_word();
    }
    return *this;
  }

  /// Of everything added so far, as 32 hexadecimal digits.
  std::string hex() const {
    ContentHash end = *this;
    end.finish();
    std::string text;
    for (const std::uint64_t lane : {end.first_, end.second_}) {
      for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[lane >> shift & 15];
    }
    return text;
  }

 private:
  void take_word() noexcept {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 8; ++i) word |= std::uint64_t{rest_[i]} << (8 * i);
    step(word);
    rest_.fill(0);
    filled_ = 0;
  }

  void step(std::uint64_t word) noexcept {
    first_ = std::rotl(first_ ^ word * 0x9e3779b97f4a7c15U, 29) * 0xbf58476d1ce4e5b9U;
    second_ = std::rotl(second_ + word, 37) * 0x94d049bb133111ebU + 0x2545f4914f6cdd1dU;
  }

  void finish() noexcept {
    if (filled_ != 0) take_word();
    step(length_);
    first_ = mix(first_ + second_);
    second_ = mix(second_ + first_);
  }

  static std::uint64_t mix(std::uint64_t x) noexcept {
    x = (x ^ x >> 30U) * 0xbf58476d1ce4e5b9U;
    x = (x ^ x >> 27U) * 0x94d049bb133111ebU;
    return x ^ x >> 31U;
  }

  std::uint64_t first_ = 0x243f6a8885a308d3U;
  std::uint64_t second_ = 0x13198a2e03707344U;
  std::uint64_t length_ = 0;
  std::array<unsigned char, 8> rest_{};
  std::size_t filled_ = 0;
};

}  // namespace vapa
