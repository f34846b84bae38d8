#include "platform/cli/scenario_random.hpp"

#include <fmt/format.h>

#include "sw/scenario/random_scenario.hpp"
#include "sw/scenario/shrink.hpp"

namespace vapa {

std::optional<ScenarioRun> find_difference(const RandomScenarios& wanted,
                                           const ScenarioWorlds& worlds,
                                           const std::function<bool(std::uint64_t)>& progress) {
  for (std::uint64_t n = 0; n < wanted.count; ++n) {
    if (!progress(n)) return std::nullopt;
    const std::uint64_t seed = wanted.seed + n;
    const auto play = [&](const scenario::Scenario& what) {
      return run_scenario(fmt::format("seed {}", seed), what, worlds);
    };
    ScenarioRun run =
        play(scenario::random_scenario(seed, static_cast<std::uint32_t>(wanted.steps)));
    if (run.ok()) continue;
    ScenarioRun shortest = play(
        scenario::shrink(run.scenario, [&](const scenario::Scenario& s) { return !play(s).ok(); }));
    return shortest.ok() ? std::move(run) : std::move(shortest);
  }
  return std::nullopt;
}

}  // namespace vapa
