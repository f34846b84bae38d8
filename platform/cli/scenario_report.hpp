#pragma once
// What `vapa scenario` prints.

#include <span>
#include <string>

#include "platform/cli/scenario_run.hpp"
#include "platform/results/style.hpp"

namespace vapa {

/// The description, then a line per step with what each world showed side by side. A step that two
/// worlds showed differently begins with "!"; what is missing stands below it.
std::string scenario_details(const ScenarioRun&, const Style&);

/// "ok      FILE" or "FAILED  FILE: 1 difference, 2 unmet expectations".
std::string scenario_line(const ScenarioRun&, const Style&);

/// "3 scenarios on model and Linux 6.18: 2 ok, 1 failed", and what was left out.
std::string scenario_summary(std::span<const ScenarioRun>, const Style&);

}  // namespace vapa
