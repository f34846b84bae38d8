#pragma once
// Scenarios in the Linux below.

#include <memory>
#include <optional>
#include <string>

#include "sw/scenario/world.hpp"

namespace vapa::scenario {

std::unique_ptr<World> make_linux_world(const Setup&);
/// Why scenarios cannot be played in the system below; nothing where they can.
std::optional<std::string> linux_unusable();
/// 100 · major + minor.
unsigned linux_version();

}  // namespace vapa::scenario
