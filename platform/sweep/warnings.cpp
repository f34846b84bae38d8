#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "platform/sweep/results.hpp"

namespace vapa {

namespace {

/// Whether every two finished points that differ only in their place on `axis` agree.
/// Empty: there were no such two.
template <class Agree>
std::optional<bool> agree_along(const SweepResults& results, std::size_t axis, const Agree& agree) {
  using Others = std::pair<std::size_t, std::vector<std::size_t>>;
  std::map<Others, const SweepRow*> first;
  bool compared = false;
  for (const SweepRow& row : results.rows) {
    if (!row.done) continue;
    Others others{row.place.workload, row.place.at};
    others.second[axis] = 0;
    const auto [it, fresh] = first.emplace(std::move(others), &row);
    if (fresh) continue;
    compared = true;
    if (!agree(*it->second, row)) return false;
  }
  return compared ? std::optional(true) : std::nullopt;
}

}  // namespace

std::vector<std::string> idle_axis_warnings(const SweepResults& results) {
  const auto same_stats = [](const SweepRow& a, const SweepRow& b) { return a.stats == b.stats; };
  const auto same_metrics = [](const SweepRow& a, const SweepRow& b) {
    return a.metrics == b.metrics;
  };
  std::vector<std::string> out;
  const auto& axes = results.description().axes;
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    if (agree_along(results, axis, same_stats) == true) {
      out.push_back(fmt::format("The axis {} changes nothing: every statistic is equal along it.",
                                axes[axis].name));
    } else if (agree_along(results, axis, same_metrics) == true) {
      out.push_back(
          fmt::format("The axis {} changes none of the metrics, though other statistics "
                      "change along it.",
                      axes[axis].name));
    }
  }
  return out;
}

}  // namespace vapa
