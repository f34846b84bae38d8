#include "sw/workload/pattern/zipf.hpp"

#include <algorithm>
#include <cmath>

#include "sw/workload/pattern/math.hpp"

namespace vapa::pattern {
namespace {

/// (e^x − 1) / x, 1 at 0: the integral has alpha = 1 as its limit, without a special case.
double exp_quotient(double x) noexcept {
  if (x > -1e-5 && x < 1e-5) return 1 + x / 2 * (1 + x / 3);
  return (portable_exp(x) - 1) / x;
}

/// log(1 + x) / x, 1 at 0.
double log_quotient(double x) noexcept {
  if (x > -1e-5 && x < 1e-5) return 1 - x / 2 + x * x / 3;
  return portable_log(1 + x) / x;
}

}  // namespace

Zipf::Zipf(std::uint64_t n, double alpha) noexcept
    : n_(static_cast<double>(n)),
      alpha_(alpha),
      first_(integral(1.5) - 1),
      last_(integral(n_ + 0.5)),
      shortcut_(2 - inverse(integral(2.5) - weight(2))) {}

std::uint64_t Zipf::operator()(Random& random) const noexcept {
  for (;;) {
    const double u = last_ + random.unit() * (first_ - last_);
    const double x = inverse(u);
    const double k = std::clamp(std::floor(x + 0.5), 1.0, n_);
    if (k - x <= shortcut_ || u >= integral(k + 0.5) - weight(k)) {
      return static_cast<std::uint64_t>(k) - 1;
    }
  }
}

/// x^−alpha
double Zipf::weight(double x) const noexcept { return portable_exp(-alpha_ * portable_log(x)); }

/// (x^(1−alpha) − 1) / (1 − alpha)
double Zipf::integral(double x) const noexcept {
  const double log_x = portable_log(x);
  return exp_quotient((1 - alpha_) * log_x) * log_x;
}

double Zipf::inverse(double y) const noexcept {
  const double t = std::max(y * (1 - alpha_), -1 + 1e-15);
  return portable_exp(log_quotient(t) * y);
}

}  // namespace vapa::pattern
