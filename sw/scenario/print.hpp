#pragma once
// The text of what was parsed; parse() reads it back as the same.

#include <string>

#include "sw/scenario/scenario.hpp"

namespace vapa::scenario {

std::string print(const Place&);
std::string print(const Range&);
std::string print(const Size&);
std::string print(const Expectation&);
/// "6.18"
std::string print(Version);
/// Without what is expected: "child: b = mmap 4 pages rw".
std::string print(const Step&, const Scenario&);
std::string print(const Scenario&);

}  // namespace vapa::scenario
