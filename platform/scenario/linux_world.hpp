#pragma once
// Scenarios on the Linux below: each actor is a process or thread of a small program of its own,
// which makes the real calls.

#include <memory>
#include <optional>
#include <string>

#include "sw/scenario/scenario.hpp"
#include "sw/scenario/world.hpp"

namespace vapa::scenario {

/// Throws InputError where a process, a file or the actors' program cannot be had.
std::unique_ptr<World> make_linux_world(const Setup&);

/// Of the kernel that runs this program.
Version linux_version();

/// Why scenarios cannot play here: another processor, a kernel that is too old, a sandbox that does
/// not account memory as Linux does. Tried once.
std::optional<std::string> linux_unusable();

}  // namespace vapa::scenario
