#pragma once

#include <string>

#include "platform/results/result_json.hpp"

namespace vapa {

struct DiffOptions {
  bool all = false;  ///< every statistic that differs, not only the 20 most relevant
};

struct Diff {
  std::string text;    ///< tables for a person, 80 columns unless names are longer
  bool equal = false;  ///< in configuration and statistics
};

/// What differs between two results: manifest and configuration, then statistics with absolute and
/// relative change. cpu.cycles comes first, then what changed most, where a small counter weighs
/// less than a large one: |a - b| / max(|a|, |b|) times log2(2 + max(|a|, |b|)).
Diff diff(const StoredResult& a, const StoredResult& b, const DiffOptions&);

}  // namespace vapa
