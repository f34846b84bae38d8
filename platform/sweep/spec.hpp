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
  SystemConfig base;                            ///< base configuration with [set] applied
  std::vector<Constraint> constraints;
  std::optional<std::chrono::milliseconds> timeout;  ///< per point
};

/// Names of the statistics that a run gives, with their units.
using StatisticUnits = std::map<std::string, std::string>;

/// What a specification may refer to.
struct SweepVocabulary {
  StatisticUnits statistics;
  /// The hash of the content of a workload, given as behind `--workload`. Throws InputError for
  /// what is none.
  std::function<std::string(const std::string& argument)> workload_hash;
};

/// Throws InputError "FILE:LINE:COLUMN: KEY: what is wrong; the mend". Paths in the file are
/// relative to its folder.
SweepSpec load_spec(const std::string& file, const SweepVocabulary&);

}  // namespace vapa
