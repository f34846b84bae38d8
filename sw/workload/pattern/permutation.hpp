#pragma once

#include <bit>
#include <cstdint>

#include "sw/workload/pattern/random.hpp"

namespace vapa::pattern {

/// A random order of [0, n) without a table, so that terabytes cost nothing: a Feistel network over
/// the next power of four, walked until it falls inside (Black, Rogaway, "Ciphers with arbitrary
/// finite domains", 2002).
class Permutation {
 public:
  Permutation(std::uint64_t n, std::uint64_t seed) noexcept
      : n_(n), half_bits_((static_cast<unsigned>(std::bit_width(n - 1)) + 1) / 2) {
    if (half_bits_ == 0) half_bits_ = 1;
    for (auto& key : keys_) key = split_mix(seed);
  }

  std::uint64_t operator()(std::uint64_t x) const noexcept {
    do x = shuffle(x);
    while (x >= n_);
    return x;
  }

 private:
  std::uint64_t shuffle(std::uint64_t x) const noexcept {
    const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
    std::uint64_t left = x >> half_bits_;
    std::uint64_t right = x & mask;
    for (const std::uint64_t key : keys_) {
      std::uint64_t state = right ^ key;
      const std::uint64_t mixed = left ^ (split_mix(state) & mask);
      left = right;
      right = mixed;
    }
    return left << half_bits_ | right;
  }

  std::uint64_t n_;
  unsigned half_bits_;
  std::array<std::uint64_t, 4> keys_{};
};

}  // namespace vapa::pattern
