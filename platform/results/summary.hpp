#pragma once

#include <string>

#include "platform/results/run_manifest.hpp"
#include "platform/results/style.hpp"

namespace vapa {

/// A result for a person with ten seconds: where the cycles went, average memory access time, TLB
/// misses, walk cost, faults. 80 columns. Lines whose statistics are absent are left out.
std::string summary(const RunManifest&, const RunResult&, const Style&);

}  // namespace vapa
