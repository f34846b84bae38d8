#include "sw/scenario/shrink.hpp"

#include <algorithm>
#include <optional>

namespace vapa::scenario {
namespace {

/// The actor that a step begins, or null.
ActorId* begun_by(Step& step) {
  if (auto* fork = std::get_if<ForkStep>(&step.command)) return &fork->child;
  if (auto* thread = std::get_if<ThreadStep>(&step.command)) return &thread->thread;
  return nullptr;
}

/// Without steps of actors that do not live and waits for those that do, and numbered anew in
/// order.
Scenario sound(const Scenario& from) {
  Scenario out = from;
  out.steps.clear();
  out.actors = {from.actors.front()};
  std::vector<std::optional<ActorId>> number(from.actors.size());
  std::vector<bool> ended(from.actors.size());
  std::vector<std::uint32_t> process(from.actors.size());  // by actor: the first one of its process
  const auto lives = [&](std::uint32_t first) {
    for (std::size_t n = 0; n < number.size(); ++n) {
      if (number[n] && !ended[n] && process[n] == first) return true;
    }
    return false;
  };
  number[0] = ActorId{0};
  for (Step step : from.steps) {
    const std::uint32_t actor = step.actor.value;
    if (!number[actor] || ended[actor]) continue;
    if (auto* wait = std::get_if<WaitStep>(&step.command)) {
      if (!number[wait->child.value] || lives(wait->child.value)) continue;
      wait->child = *number[wait->child.value];
    }
    if (ActorId* begun = begun_by(step)) {
      out.actors.push_back(from.actors[begun->value]);
      const bool thread = std::holds_alternative<ThreadStep>(step.command);
      process[begun->value] = thread ? process[actor] : begun->value;
      number[begun->value] = ActorId{static_cast<std::uint32_t>(out.actors.size() - 1)};
      *begun = *number[begun->value];
    }
    if (std::holds_alternative<ExitStep>(step.command)) ended[actor] = true;
    step.actor = *number[actor];
    out.steps.push_back(std::move(step));
  }
  return out;
}

class Shrinker {
 public:
  Shrinker(Scenario scenario, const std::function<bool(const Scenario&)>& shows)
      : best_(std::move(scenario)), shows_(shows) {}

  Scenario run() {
    while (leave_out() || narrow()) {
    }
    return std::move(best_);
  }

 private:
  bool accept(Scenario candidate) {
    if (candidate == best_ || !shows_(candidate)) return false;
    best_ = std::move(candidate);
    return true;
  }

  /// Ever smaller groups of steps, from the end; the first step names the place of all.
  bool leave_out() {
    bool better = false;
    for (std::size_t group = best_.steps.size() / 2; group > 0; group /= 2) {
      for (std::size_t end = best_.steps.size(); end > group; end -= std::min(end, group)) {
        end = std::min(end, best_.steps.size());
        if (end <= group) break;
        Scenario candidate = best_;
        const auto last = candidate.steps.begin() + static_cast<std::ptrdiff_t>(end);
        candidate.steps.erase(last - static_cast<std::ptrdiff_t>(group), last);
        better |= accept(sound(candidate));
      }
    }
    return better;
  }

  bool narrow() {
    bool better = false;
    for (std::size_t n = 0; n < best_.steps.size(); ++n) {
      while (shorten(n, true) || shorten(n, false)) better = true;
    }
    return better;
  }

  /// By a page from the end or the start.
  bool shorten(std::size_t n, bool from_end) {
    Scenario candidate = best_;
    Command& command = candidate.steps[n].command;
    if (auto* map = std::get_if<MapStep>(&command)) {
      if (n == 0 || !from_end || map->size.count <= 1) return false;
      --map->size.count;
      return accept(std::move(candidate));
    }
    Range* range = nullptr;
    if (auto* touch = std::get_if<TouchStep>(&command)) range = &touch->range;
    if (auto* call = std::get_if<RangeStep>(&command)) range = &call->range;
    if (range == nullptr || range->pages.value_or(1) <= 1) return false;
    --*range->pages;
    if (!from_end) ++range->first.page;
    return accept(std::move(candidate));
  }

  Scenario best_;
  const std::function<bool(const Scenario&)>& shows_;
};

}  // namespace

Scenario shrink(Scenario scenario, const std::function<bool(const Scenario&)>& shows) {
  return Shrinker(std::move(scenario), shows).run();
}

}  // namespace vapa::scenario
