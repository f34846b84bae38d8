#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/sweep/description.hpp"

namespace vapa {

/// How the places of an axis lie on a line.
struct AxisScale {
  enum class Kind { names, linear, logarithmic };
  Kind kind = Kind::names;
  std::vector<double> numbers;  ///< one per place, of the first key; empty for names

  bool numeric() const noexcept { return kind != Kind::names; }
};

/// Numbers are drawn to scale: logarithmic from a ratio of 8 on, else linear. Switches, names,
/// lists and numbers that occur twice are names.
AxisScale scale_of(const SweepAxis&);

}  // namespace vapa
