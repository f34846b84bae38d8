#pragma once
// /proc/PID/smaps, as proc(5) has it.

#include <sys/types.h>

#include <string_view>
#include <vector>

#include "sw/scenario/world.hpp"

namespace vapa::scenario {

/// The areas of the text that overlap [from, to).
std::vector<Area> parse_smaps(std::string_view text, VirtAddr from, VirtAddr to);

/// Likewise, of a living thread's process. Throws InputError where Linux does not tell.
std::vector<Area> areas_of(pid_t thread, VirtAddr from, VirtAddr to);

}  // namespace vapa::scenario
