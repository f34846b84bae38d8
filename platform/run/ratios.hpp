#pragma once

#include "core/stats/registry.hpp"

namespace vapa {

/// The ratios that people quote, as formulas over the counters of a machine with CPU and kernel.
/// A ratio without a denominator is 0.
void describe_ratios(Registry&);

}  // namespace vapa
