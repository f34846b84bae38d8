#pragma once
// Scenarios at random: mappings on top of each other in a few pages, their calls and touches, by a
// few processes and threads.

#include <cstdint>

#include "sw/scenario/scenario.hpp"

namespace vapa::scenario {

/// Equal arguments give equal scenarios. At the end every actor that lives shows its areas and
/// their accounting; those steps come on top of `steps`.
Scenario random_scenario(std::uint64_t seed, std::uint32_t steps);

}  // namespace vapa::scenario
