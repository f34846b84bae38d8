#pragma once
// One scenario on two machines.

#include <optional>
#include <string>
#include <vector>

#include "sw/scenario/model_world.hpp"
#include "sw/scenario/play.hpp"

namespace vapa::scenario {

/// The first step that showed one thing in the model and another on Linux.
struct Disagreement {
  std::size_t step = 0;  ///< of Scenario::steps; their number where the model itself failed
  Facts model;
  Facts native;
};

/// Plays a scenario in the model and on the Linux below. What the model gets wrong by itself (a
/// stale translation, a fault that it does not serve) is a disagreement too. Throws InputError
/// where Linux fails.
std::optional<Disagreement> compare(const Scenario&, const ModelSettings& = {});

/// The scenario with both columns of the step in which they disagree.
std::string describe(const Scenario&, const Disagreement&);

}  // namespace vapa::scenario
