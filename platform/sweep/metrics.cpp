#include "platform/sweep/metrics.hpp"

#include <algorithm>

#include "platform/sweep/expression.hpp"

namespace vapa {

std::vector<SweepMetric> default_metrics(const StatisticUnits& statistics) {
  static const std::vector<SweepMetric> usual{
      {"translation", "cpu.cycles.translation / cpu.accesses", "cycles/access"},
      {"access", "cpu.cycles / cpu.accesses", "cycles/access"},
      {"dtlb misses", "1000 * mmu.dtlb.misses / cpu.accesses", "per 1000 accesses"},
      {"l2tlb misses", "1000 * mmu.l2tlb.misses / cpu.accesses", "per 1000 accesses"},
      {"walk",
       "mmu.walker.cycles / "
       "(mmu.walker.walks + mmu.walker.update_walks + mmu.walker.replay_walks)",
       "cycles/walk"},
  };
  std::vector<SweepMetric> out;
  for (const SweepMetric& metric : usual) {
    const auto names = Expression::parse(metric.formula, metric.name).names();
    const auto exists = [&](const std::string& name) { return statistics.count(name) != 0; };
    if (std::all_of(names.begin(), names.end(), exists)) out.push_back(metric);
  }
  return out;
}

const std::vector<CostQuantity>& cost_quantities() {
  static const std::vector<CostQuantity> all{
      {"cost.tlb_bits", "bits", &Costs::tlb_bits},
      {"cost.walk_cache_bits", "bits", &Costs::walk_cache_bits},
      {"cost.tlb_area", "µm²", &Costs::tlb_area},
      {"cost.tlb_area_extrapolated", "µm²", &Costs::tlb_area_extrapolated},
  };
  return all;
}

std::vector<std::string> cost_names() {
  std::vector<std::string> names;
  for (const CostQuantity& cost : cost_quantities()) names.push_back(cost.name);
  return names;
}

}  // namespace vapa
