#pragma once
// What is lived through twice.

#include <vector>

#include "oracle/linux/world.hpp"

namespace vapa::test {

struct Scenario {
  const char* name;
  Notes (*play)(World&);
};

const std::vector<Scenario>& scenarios();

}  // namespace vapa::test
