#pragma once
// Random scenarios, one after the other, until the worlds differ.

#include <cstdint>
#include <functional>
#include <optional>

#include "platform/cli/scenario_run.hpp"

namespace vapa {

struct RandomScenarios {
  std::uint64_t count = 0;
  std::uint64_t seed = 1;  ///< of the first; each of the others has the next one
  std::uint64_t steps = 30;
};

/// The first scenario that is not the same in all worlds, as short as it can be and still shows a
/// difference; or nothing. One whose difference comes and goes is given as it was.
/// progress: called with those that are done; false: end here.
std::optional<ScenarioRun> find_difference(const RandomScenarios&, const ScenarioWorlds&,
                                           const std::function<bool(std::uint64_t)>& progress);

}  // namespace vapa
