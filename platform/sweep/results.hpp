#pragma once
// All results of a sweep as one table in memory: what the CSV, the index, the warnings and the
// report are made from.

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/sweep/description.hpp"
#include "platform/sweep/store.hpp"

namespace vapa {

/// A point of the manifest with what its run gave.
struct SweepRow {
  SweepPlace place;
  std::optional<PointFailure> failure;
  bool done = false;                   ///< neither done nor failed: not run yet
  std::vector<std::string> deaths;     ///< processes killed in the simulation
  std::vector<nlohmann::json> config;  ///< in the order of SweepResults::config_keys; null: none
  std::vector<nlohmann::json> stats;   ///< in the order of SweepResults::stat_names
  std::vector<std::optional<double>> metrics;  ///< one per metric of the description
};

struct SweepResults {
  SweepManifest manifest;
  std::vector<std::string> config_keys;      ///< dotted, sorted
  std::vector<std::string> stat_names;       ///< sorted
  std::map<std::string, std::string> units;  ///< of statistics
  std::vector<SweepRow> rows;                ///< in the order of the manifest

  const SweepDescription& description() const noexcept { return manifest.description; }
};

/// Reads DIR/sweep.toml and the results it lists; results of other sweeps in the same folder are
/// left out.
SweepResults load_results(const SweepStore&);

/// What makes the results doubtful, in sentences:
/// - points that are done though a process was killed in the simulation: what they measured is not
///   the whole workload;
/// - metrics without a value at any finished point;
/// - axes that change nothing: along them all statistics, or all metrics, stay equal while
///   everything else is held. Axes without two finished neighbours are not judged.
std::vector<std::string> warnings_of(const SweepResults&);

/// One line per point: workload, axes, metrics, cost, state, deaths.
std::string to_csv(const SweepResults&);

/// Writes the SQLite index: tables workload, axis, point, config, stat, metric, unit. The same
/// bytes for the same results.
void write_index(const SweepResults&, const std::filesystem::path& file);

}  // namespace vapa
