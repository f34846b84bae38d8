// Random scenarios: the model sees what the Linux below sees.

#include <gtest/gtest.h>

#include <cstdlib>

#include "platform/cli/scenario_random.hpp"
#include "platform/cli/scenario_report.hpp"
#include "platform/scenario/linux_world.hpp"
#include "sw/scenario/print.hpp"

namespace vapa {
namespace {

#ifdef VAPA_ACTOR
const int actor_named = ::setenv("VAPA_ACTOR", VAPA_ACTOR, 0);
#endif

TEST(RandomScenarios, ShowTheSameOnBothMachines) {
  if (const auto reason = scenario::linux_unusable()) GTEST_SKIP() << *reason;
  const auto difference =
      find_difference({.count = 1000, .seed = 1}, {}, [](std::uint64_t) { return true; });
  if (!difference) return;
  FAIL() << difference->file << "\n"
         << print(difference->scenario) << scenario_details(*difference, Style{});
}

}  // namespace
}  // namespace vapa
