#pragma once

#include <vector>

#include "platform/sweep/description.hpp"
#include "platform/sweep/spec.hpp"

namespace vapa {

/// The metrics of a sweep that names none: those of the usual ones whose statistics exist.
std::vector<SweepMetric> default_metrics(const StatisticUnits&);

/// A quantity that is computed from the configuration, for formulas and for the report's axes.
struct CostQuantity {
  std::string name;  ///< "cost.tlb_bits"
  std::string unit;
  std::uint64_t Costs::*value;

  /// As in manifest and index: "tlb_bits".
  std::string short_name() const { return name.substr(name.find('.') + 1); }
};

const std::vector<CostQuantity>& cost_quantities();
std::vector<std::string> cost_names();

}  // namespace vapa
