#pragma once

#include <string>
#include <vector>

#include "sw/scenario/facts.hpp"
#include "sw/scenario/scenario.hpp"
#include "sw/scenario/world.hpp"

namespace vapa::scenario {

/// What a step showed.
struct Played {
  Facts facts;
  Facts failed;     ///< expected of this version and not among the facts
  Facts versioned;  ///< what only some versions show, this one or others
};

/// What a world for it begins with.
Setup setup_of(const Scenario&);

/// Plays all steps in a world made for setup_of() this scenario, judged as of a Linux of this
/// version. Throws InputError where the world fails.
std::vector<Played> play(const Scenario&, World&, Version);
/// The same, step by step behind what is in `played`: there also when the world fails.
void play(const Scenario&, World&, Version, std::vector<Played>& played);

/// What two worlds showed differently in one step; what depends on the version is left out.
struct Difference {
  Facts only_first;
  Facts only_second;
  bool none() const noexcept { return only_first.empty() && only_second.empty(); }
};
Difference difference(const Played& first, const Played& second);

}  // namespace vapa::scenario
