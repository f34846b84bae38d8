#pragma once

#include <cstddef>
#include <string>

#include "platform/sweep/description.hpp"

namespace vapa {

/// Distinct points of a sweep that ran before.
struct KnownPoints {
  std::size_t done = 0;
  std::size_t failed = 0;
};

/// What a sweep would run, for a person: axes, workloads, number of points, the first few.
std::string dry_run_text(const SweepManifest&, const KnownPoints&, bool retry_failed);

/// The points of the manifest whose result or failure is in the folder, which may be missing.
KnownPoints known_points(const SweepManifest&, const std::string& directory);

/// Distinct points: places may share one.
std::size_t distinct_points(const SweepManifest&);

}  // namespace vapa
