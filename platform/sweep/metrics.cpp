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

const std::vector<std::string>& cost_names() {
  static const std::vector<std::string> names{"cost.tlb_bits", "cost.walk_cache_bits"};
  return names;
}

const std::string& cost_unit() {
  static const std::string unit = "bits";
  return unit;
}

}  // namespace vapa
