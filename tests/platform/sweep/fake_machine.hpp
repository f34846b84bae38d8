#pragma once
// A machine of closed forms that answers at once: results for the tests of sweeps and reports.

#include <nlohmann/json.hpp>
#include <string>

#include "platform/config/system_config.hpp"

namespace vapa::test {

/// A result as `vapa run --stats` writes it. Misses fall with the entries of the data TLBs, walks
/// cost less with a walk cache; the workload's name decides how many pages it touches and is its
/// hash.
nlohmann::json fake_result(SystemConfig config, const std::string& workload,
                           const std::string& build = "build");

}  // namespace vapa::test
