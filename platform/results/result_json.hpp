#pragma once
// A result as a file: {"manifest": …, "config": …, "stats": …, "units": …, "intervals": …}.

#include <map>
#include <string>

#include "platform/results/run_manifest.hpp"

namespace vapa {

/// One key per line, keys of config, stats and units in the order of the alphabet; the same bytes
/// for the same result. Sizes in the configuration are numbers of bytes. "intervals" has the
/// counters as columns: {"accesses": [n1, n2, …], "stats": {NAME: [v1, v2, …]}}; "deaths" stands
/// there when a signal ended a process. Precondition: ratios are finite.
std::string result_json(const RunManifest&, const SystemConfig&, const RunResult&);

/// A result that was read back; every value as the text that stands in the file.
struct StoredResult {
  std::map<std::string, std::string> manifest;
  std::map<std::string, std::string> config;
  std::map<std::string, double> stats;
  std::map<std::string, std::string> units;
};

/// Throws InputError "PATH: …" when the file is no result.
StoredResult read_result(const std::string& path);

}  // namespace vapa
