#pragma once
// A sweep specification as its author wrote it; docs/sweeps.md describes the file.

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/config/system_config.hpp"
#include "platform/sweep/description.hpp"
#include "platform/sweep/expression.hpp"

namespace vapa {

struct SweepSpec {
  struct Constraint {
    Expression expression;  ///< points where it is not 1 are left out
    std::string place;      ///< "FILE:LINE:COLUMN"
  };

  std::string file;
  SweepDescription description;
  std::vector<std::string> workload_arguments;  ///< what `vapa run --workload` is given
  /// What its manifest then calls the workload, by the machine's seed: that of a trace as it was
  /// when the specification was read.
  std::vector<std::function<std::string(std::uint64_t seed)>> workload_hashes;
  SystemConfig base;  ///< base configuration with [set] applied
  std::vector<Constraint> constraints;
  std::optional<std::chrono::milliseconds> timeout;  ///< per point
};

/// Names of the statistics that a run gives, with their units.
using StatisticUnits = std::map<std::string, std::string>;

/// What a specification may refer to.
struct SweepVocabulary {
  StatisticUnits statistics;
  /// The hash of the content of a workload, given as behind `--workload`; `seed` is that of
  /// patterns that name none. Throws InputError for what is none.
  std::function<std::string(const std::string& argument, std::uint64_t seed)> workload_hash;
};

/// Throws InputError "FILE:LINE:COLUMN: KEY: what is wrong; the mend". Paths in the file are
/// relative to its folder.
SweepSpec load_spec(const std::string& file, const SweepVocabulary&);

}  // namespace vapa
