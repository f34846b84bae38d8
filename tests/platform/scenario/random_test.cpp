// Random scenarios: the model sees what the Linux below sees.

#include <gtest/gtest.h>

#include <cstdlib>

#include "platform/scenario/compare.hpp"
#include "platform/scenario/linux_world.hpp"
#include "sw/scenario/random_scenario.hpp"
#include "sw/scenario/shrink.hpp"

namespace vapa::scenario {
namespace {

TEST(RandomScenarios, ShowTheSameOnBothMachines) {
  if (const auto reason = linux_unusable()) GTEST_SKIP() << *reason;
  const std::uint64_t first = getenv("FIRST") ? std::strtoull(getenv("FIRST"),0,10) : 1;
  const std::uint64_t last = getenv("LAST") ? std::strtoull(getenv("LAST"),0,10) : 300;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const Scenario scenario = random_scenario(seed, 30);
    if (!compare(scenario)) continue;
    const Scenario shortest =
        shrink(scenario, [](const Scenario& s) { return compare(s).has_value(); });
    ADD_FAILURE() << "seed " << seed << "\n" << describe(shortest, *compare(shortest));
  }
}

}  // namespace
}  // namespace vapa::scenario
