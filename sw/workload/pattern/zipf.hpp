#pragma once

#include <cstdint>

#include "sw/workload/pattern/random.hpp"

namespace vapa::pattern {

/// Ranks 0 … n − 1 with probabilities proportional to 1 / (rank + 1)^alpha, exactly, for any n
/// without a table (Hörmann, Derflinger, "Rejection-inversion to generate variates from monotone
/// discrete distributions", 1996). alpha > 0.
class Zipf {
 public:
  Zipf(std::uint64_t n, double alpha) noexcept;
  std::uint64_t operator()(Random&) const noexcept;

 private:
  double weight(double x) const noexcept;
  double integral(double x) const noexcept;
  double inverse(double y) const noexcept;

  double n_;
  double alpha_;
  double first_;     ///< integral at 1.5 less the weight of rank 0
  double last_;      ///< integral at n + 0.5
  double shortcut_;  ///< accept at once up to this distance
};

}  // namespace vapa::pattern
