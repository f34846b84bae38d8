#pragma once
// /proc/PID/smaps as areas of a scenario.

#include <vector>

#include "sw/scenario/world.hpp"

namespace vapa::scenario {

/// The areas of a thread's process that overlap [from, to). Throws InputError where they cannot be
/// read.
std::vector<Area> read_smaps(int thread, VirtAddr from, VirtAddr to);

}  // namespace vapa::scenario
