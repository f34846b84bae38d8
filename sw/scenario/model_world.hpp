#pragma once
// Scenarios in the kernel model: its faults and calls, on a machine of one core without time.

#include <memory>

#include "sw/kernel/config.hpp"
#include "sw/scenario/world.hpp"

namespace vapa::scenario {

struct ModelSettings {
  KernelConfig kernel;
  std::uint64_t memory = std::uint64_t{4} << 30U;  ///< bytes
};

/// x86-64 with four levels. What the setup and a scenario ask for overrides the settings.
std::unique_ptr<World> make_model_world(const Setup&, const ModelSettings& = {});

}  // namespace vapa::scenario
