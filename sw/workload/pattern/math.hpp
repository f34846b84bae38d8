#pragma once
// Logarithm and exponential from basic arithmetic alone: IEEE 754 fixes its results to the bit,
// while those of libm differ between systems. Relative error below 1e-15 times a few.

#include <bit>
#include <cstdint>

namespace vapa::pattern {

inline constexpr double ln2 = 0x1.62e42fefa39efp-1;

/// Natural logarithm of a positive normal number.
constexpr double portable_log(double x) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<int>(bits >> 52U) - 1023;
  double m = std::bit_cast<double>((bits & 0xfffffffffffffU) | 0x3ff0000000000000U);
  if (m > 1.4142135623730951) {
    m /= 2;
    ++exponent;
  }
  // log m = 2 artanh((m − 1) / (m + 1)); the argument is below 0.172.
  const double z = (m - 1) / (m + 1);
  const double square = z * z;
  double sum = 0;
  for (int odd = 23; odd >= 1; odd -= 2) sum = sum * square + 1.0 / odd;
  return exponent * ln2 + 2 * z * sum;
}

/// e^x for |x| < 700.
constexpr double portable_exp(double x) noexcept {
  const double scaled = x / ln2;
  const auto exponent = static_cast<int>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  const double rest = x - exponent * ln2;
  double sum = 1;
  for (int k = 18; k >= 1; --k) sum = 1 + rest / k * sum;
  return sum * std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52U);
}

}  // namespace vapa::pattern
