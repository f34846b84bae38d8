#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>

namespace vapa::cosim {

/// Equal seeds give equal numbers, on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t bits() { return engine_(); }
  /// Below `limit`, which is not 0.
  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  template <class Range>
  auto& of(Range& range) {
    return range[below(range.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace vapa::cosim
