#include "platform/cli/scenario_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>

#include "platform/scenario/linux_world.hpp"
#include "sw/scenario/print.hpp"

namespace vapa {
namespace {

using scenario::Version;

template <class Make>
void play_in(ScenarioSide& side, const scenario::Scenario& what, Version version, Make make) {
  try {
    const auto world = make(scenario::setup_of(what));
    scenario::play(what, *world, version, side.steps);
  } catch (const std::exception& error) {  // of the model itself, too: a stale translation
    side.failure = error.what();
  }
}

ScenarioSide model_side(const scenario::Scenario& what, const ScenarioWorlds& worlds) {
  ScenarioSide side{"model", {}, "", ""};
  play_in(side, what, scenario::newest, [&](const scenario::Setup& setup) {
    return scenario::make_model_world(setup, worlds.settings);
  });
  return side;
}

ScenarioSide linux_side(const scenario::Scenario& what, const ScenarioWorlds& worlds) {
  const Version version = scenario::linux_version();
  ScenarioSide side{fmt::format("Linux {}", print(version)), {}, "", worlds.no_linux};
  if (side.left_out.empty() && version < what.since) {
    side.left_out = fmt::format("its rules are those of {}", print(what.since));
  }
  if (side.left_out.empty() && what.huge_pages && !scenario::linux_has_huge_pages()) {
    side.left_out = "/sys/kernel/mm/transparent_hugepage/enabled says never";
  }
  if (!side.left_out.empty()) return side;
  play_in(side, what, version, [](const scenario::Setup& setup) {
    return std::make_unique<scenario::LinuxWorld>(setup);
  });
  return side;
}

}  // namespace

bool ScenarioSide::ok() const {
  return failure.empty() &&
         std::ranges::all_of(steps, [](const auto& step) { return step.failed.empty(); });
}

bool ScenarioRun::ok() const {
  for (std::size_t n = 0; n < scenario.steps.size(); ++n) {
    if (!difference(n).none()) return false;
  }
  return std::ranges::all_of(sides, &ScenarioSide::ok);
}

scenario::Difference ScenarioRun::difference(std::size_t step) const {
  const auto played = [&](const ScenarioSide& side) { return step < side.steps.size(); };
  if (sides.size() < 2 || !std::ranges::all_of(sides, played)) return {};
  return scenario::difference(sides[0].steps[step], sides[1].steps[step]);
}

ScenarioRun run_scenario(std::string file, scenario::Scenario what, const ScenarioWorlds& worlds) {
  ScenarioRun run{std::move(file), std::move(what), {}};
  if (worlds.model) run.sides.push_back(model_side(run.scenario, worlds));
  if (worlds.linux_below) run.sides.push_back(linux_side(run.scenario, worlds));
  return run;
}

}  // namespace vapa
