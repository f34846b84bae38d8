#pragma once
// What is lived through twice.

#include <vector>

#include "oracle/linux/world.hpp"

namespace vapa::test {

struct Scenario {
  const char* name;
  Notes (*play)(World&);
  int since = 601;  ///< the first Linux that does so: 100 · major + minor
};

const std::vector<Scenario>& scenarios();

}  // namespace vapa::test
