#pragma once
// A finished sweep of the closed-form machine, written without running anything.

#include <filesystem>
#include <string>

namespace vapa::test {

/// Plans the specification and writes sweep.toml and a result for every point but the last
/// `missing` ones; the point before those fails if `one_failed`. Gives the folder.
std::filesystem::path write_sweep(const std::filesystem::path& folder, const std::string& spec,
                                  bool one_failed = false, std::size_t missing = 0);

/// Two workloads, 7 × 4 × 2 machines; one axis of three changes nothing.
extern const char* const rich_spec;

}  // namespace vapa::test
