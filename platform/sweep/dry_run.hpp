#pragma once

#include <cstddef>
#include <string>

#include "platform/sweep/description.hpp"

namespace vapa {

/// What a sweep would run, for a person: axes, workloads, number of points, the first few.
/// known: points that need not run because their result is there.
std::string dry_run_text(const SweepManifest&, std::size_t known);

/// The distinct points of the manifest whose result or failure is in the folder, which may be
/// missing.
std::size_t known_points(const SweepManifest&, const std::string& directory);

/// Distinct points: places may share one.
std::size_t distinct_points(const SweepManifest&);

}  // namespace vapa
