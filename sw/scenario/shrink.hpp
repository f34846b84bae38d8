#pragma once
// The shortest scenario that still shows what a long one showed.

#include <functional>

#include "sw/scenario/scenario.hpp"

namespace vapa::scenario {

/// Leaves out steps and makes ranges smaller while `shows` says that the rest still shows it. Steps
/// of an actor that does not begin any more go with its beginning.
Scenario shrink(Scenario, const std::function<bool(const Scenario&)>& shows);

}  // namespace vapa::scenario
