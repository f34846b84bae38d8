#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "platform/sweep/expression.hpp"
#include "platform/sweep/plan.hpp"
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

void warn_of_deaths(const SweepResults& results, std::vector<std::string>& out) {
  std::size_t done = 0, hit = 0;
  const SweepRow* first = nullptr;
  for (const SweepRow& row : results.rows) {
    if (row.done) ++done;
    if (row.deaths.empty()) continue;
    ++hit;
    if (first == nullptr) first = &row;
  }
  if (first == nullptr) return;
  const SweepDescription& d = results.description();
  out.push_back(fmt::format(
      "In {} of {} finished points a process was killed, and what they measured is not the whole "
      "workload; the first: {} on {}: {}.",
      hit, done, place_text(d, first->place.at), d.workloads[first->place.workload].name,
      first->deaths.front()));
}

void warn_of_empty_metrics(const SweepResults& results, std::vector<std::string>& out) {
  const auto& rows = results.rows;
  if (std::none_of(rows.begin(), rows.end(), [](const SweepRow& row) { return row.done; })) return;
  const auto& metrics = results.description().metrics;
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    const auto has_value = [m](const SweepRow& row) { return row.metrics[m].has_value(); };
    if (std::any_of(rows.begin(), rows.end(), has_value)) continue;
    out.push_back(fmt::format("The metric {} has no value at any point: {}.", metrics[m].name,
                              metrics[m].formula));
  }
}

void warn_of_idle_axes(const SweepResults& results, std::vector<std::string>& out) {
  const auto same_stats = [](const SweepRow& a, const SweepRow& b) { return a.stats == b.stats; };
  const auto same_metrics = [](const SweepRow& a, const SweepRow& b) {
    return a.metrics == b.metrics;
  };
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
}

bool shows_area(const SweepDescription& d) {
  const auto reads = [](const SweepMetric& m) {
    const auto names = Expression::parse(m.formula, "sweep.toml: metrics").names();
    return std::find(names.begin(), names.end(), "cost.tlb_area") != names.end();
  };
  return d.hints.pareto_x == "cost.tlb_area" || d.hints.pareto_y == "cost.tlb_area" ||
         std::any_of(d.metrics.begin(), d.metrics.end(), reads);
}

void warn_of_extrapolated_areas(const SweepResults& results, std::vector<std::string>& out) {
  if (!shows_area(results.description())) return;
  const auto& rows = results.rows;
  const auto beyond = std::count_if(rows.begin(), rows.end(), [](const SweepRow& row) {
    return row.place.costs.tlb_area_extrapolated != 0;
  });
  if (beyond == 0) return;
  out.push_back(fmt::format(
      "The area of the TLBs is extrapolated beyond what was synthesised at {} of {} points; "
      "cost.tlb_area_extrapolated is how much of it.",
      beyond, rows.size()));
}

}  // namespace

std::vector<std::string> warnings_of(const SweepResults& results) {
  std::vector<std::string> out;
  warn_of_deaths(results, out);
  warn_of_empty_metrics(results, out);
  warn_of_idle_axes(results, out);
  warn_of_extrapolated_areas(results, out);
  return out;
}

}  // namespace vapa
