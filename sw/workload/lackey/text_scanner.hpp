#pragma once
// The lines of a lackey text that are no accesses.

#include <string_view>

#include "sw/workload/lackey/call_tracker.hpp"

namespace vapa::lackey {

enum class Other : std::uint8_t {
  taken,      ///< a call, or a message of valgrind: nothing is left of the line
  access,     ///< `line` has been cut to an access behind a call
  malformed,  ///< nothing that valgrind prints
};

/// Judges a line (without '\n') that does not begin as an access; calls go to the tracker.
Other take_other(std::string_view& line, CallTracker&);

}  // namespace vapa::lackey
