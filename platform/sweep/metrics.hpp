#pragma once

#include <vector>

#include "platform/sweep/description.hpp"
#include "platform/sweep/spec.hpp"

namespace vapa {

/// The metrics of a sweep that names none: those of the usual ones whose statistics exist.
std::vector<SweepMetric> default_metrics(const StatisticUnits&);

/// Quantities that are computed from the configuration, for formulas and for the report's axes.
const std::vector<std::string>& cost_names();
/// "bits"
const std::string& cost_unit();

}  // namespace vapa
