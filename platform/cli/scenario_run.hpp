#pragma once
// Plays a scenario in the worlds that were asked for.

#include <optional>
#include <string>
#include <vector>

#include "sw/scenario/model_world.hpp"
#include "sw/scenario/play.hpp"

namespace vapa {

/// A scenario in one world.
struct ScenarioSide {
  std::string world;                    ///< "model", "Linux 6.18"
  std::vector<scenario::Played> steps;  ///< fewer than the scenario has when the world failed
  std::string failure;                  ///< of the world; "": none
  std::string left_out;                 ///< why it was not played; "": it was

  /// Whether all steps were played and showed what is expected.
  bool ok() const;
};

struct ScenarioRun {
  std::string file;
  scenario::Scenario scenario;
  std::vector<ScenarioSide> sides;  ///< one or two

  bool ok() const;
  /// What both sides showed differently in a step; nothing where one of them did not play it.
  scenario::Difference difference(std::size_t step) const;
};

struct ScenarioWorlds {
  bool model = true;
  bool linux_below = true;
  std::string no_linux;  ///< why Linux is left out in spite of that; "": it is not
  scenario::ModelSettings settings;
};

ScenarioRun run_scenario(std::string file, scenario::Scenario, const ScenarioWorlds&);

}  // namespace vapa
