#pragma once
// What a sweep is about: the words that its specification, its manifest and its report share.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/sweep/cost.hpp"

namespace vapa {

/// One direction of the sweep: a configuration key, or several that move together.
struct SweepAxis {
  std::string name;               ///< the key, or what the specification calls the group
  std::vector<std::string> keys;  ///< one, or several of a zipped axis
  std::string unit;               ///< of the first key
  /// values[i][k]: of keys[k] at the i-th place, written as for `--set`
  std::vector<std::vector<std::string>> values;

  std::size_t size() const noexcept { return values.size(); }
  /// What a person reads at the i-th place: "64", or "64, 4".
  std::string label(std::size_t i) const;
};

struct SweepWorkload {
  std::string name;                               ///< unique within the sweep
  std::string hash;                               ///< of its content
  std::uint64_t skip = 0, warmup = 0, limit = 0;  ///< accesses, as RunOptions
};

/// A column of the results: a statistic, or a formula over statistics and configuration keys.
struct SweepMetric {
  std::string name;
  std::string formula;
  std::string unit;
  bool higher_is_better = false;
};

/// Which pictures the report shows first; an empty name leaves the choice to the report.
struct ReportHints {
  std::string curve_x, curve_series, curve_metric;
  std::string heatmap_x, heatmap_y, heatmap_metric;
  std::string pareto_x, pareto_y;
};

struct SweepDescription {
  std::string title;
  std::vector<SweepWorkload> workloads;
  std::vector<SweepAxis> axes;
  std::vector<SweepMetric> metrics;
  ReportHints hints;
};

/// A configuration and a workload, at a place on every axis.
struct SweepPlace {
  std::string hash;  ///< of (configuration, workload content, build id, skip, warm-up, limit)
  std::size_t workload = 0;
  std::vector<std::size_t> at;  ///< one index per axis
  Costs costs;
};

/// DIR/sweep.toml: all that a report needs besides the results. No time, no path.
struct SweepManifest {
  SweepDescription description;
  std::string build_id;  ///< of the executable that ran the points
  std::vector<SweepPlace> places;
};

}  // namespace vapa
