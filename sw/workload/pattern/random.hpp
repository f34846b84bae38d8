#pragma once
// Random numbers that are the same on every platform.

#include <array>
#include <cstdint>

namespace vapa::pattern {

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
constexpr std::uint64_t split_mix(std::uint64_t& state) noexcept {
  std::uint64_t z = state += 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

/// xoshiro256** (Blackman, Vigna, "Scrambled linear pseudorandom number generators", 2021).
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) noexcept {
    for (auto& word : state_) word = split_mix(seed);
  }

  constexpr std::uint64_t next() noexcept {
    const std::uint64_t result = rotate(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate(state_[3], 45);
    return result;
  }

  /// Uniform in [0, bound), exactly (Lemire, "Fast random integer generation in an interval",
  /// 2019).
  constexpr std::uint64_t below(std::uint64_t bound) noexcept {
    __extension__ using Wide = unsigned __int128;
    Wide product = Wide{next()} * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
      const std::uint64_t biased = (0 - bound) % bound;
      while (static_cast<std::uint64_t>(product) < biased) product = Wide{next()} * bound;
    }
    return static_cast<std::uint64_t>(product >> 64U);
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  constexpr double unit() noexcept { return static_cast<double>(next() >> 11U) * 0x1p-53; }

 private:
  static constexpr std::uint64_t rotate(std::uint64_t x, unsigned by) noexcept {
    return x << by | x >> (64 - by);
  }
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace vapa::pattern
