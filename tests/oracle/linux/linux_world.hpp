#pragma once
// Scenarios in the Linux below, with its system calls.

#include "oracle/linux/scenarios.hpp"

namespace vapa::test {

/// Plays in a child process; empty when it did not finish.
Notes play_on_linux(const Scenario&);

}  // namespace vapa::test
