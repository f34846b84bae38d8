#include "sw/scenario/play.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "sw/scenario/extent.hpp"
#include "sw/scenario/print.hpp"
#include "sw/scenario/words.hpp"

namespace vapa::scenario {
namespace {

/// All that mappings without a place can reach.
constexpr std::uint64_t arena_bytes = std::uint64_t{1} << 44U;

class Player {
 public:
  Player(const Scenario& scenario, World& world, Version version)
      : scenario_(scenario), world_(world), version_(version), places_(world.heap()) {
    breaks_.push_back(world.heap());
    process_of_.push_back(0);
  }

  Played play(const Step& step) {
    step_ = &step;
    Played played{std::visit(*this, step.command), {}, {}};
    for (const Expectation& e : step.expected) {
      if (e.since || e.before) played.versioned.push_back(fact_text(e, places_));
      if (e.holds_for(version_) && !met(e, played.facts, places_)) {
        played.failed.push_back(fact_text(e, places_));
      }
    }
    return played;
  }

  Facts operator()(const TouchStep& s) {
    const std::uint64_t whole = places_.bytes({s.range.first, std::nullopt, std::nullopt});
    const Touch touch{s.op, places_.address(s.range.first), pages_of(s.range, whole), s.value,
                      std::uint64_t{s.counting}};
    return touch_facts(world_.act(step_->actor, touch), places_);
  }

  Facts operator()(const MapStep& s) {
    const VirtAddr at = place(s);
    std::uint64_t flags = s.flags | (s.file ? 0 : map_anonymous);
    if (s.placing == MapStep::Placing::fixed) flags |= map_fixed;
    if (s.placing == MapStep::Placing::noreplace || s.placing == MapStep::Placing::next_free) {
      flags |= map_fixed_noreplace;
    }
    const std::uint64_t descriptor = s.file.value_or(~std::uint32_t{0});
    const Answer answer = call(
        Syscall::mmap, {at.value, s.size.bytes(), s.prot, flags, descriptor, s.from << page_shift},
        s.file.value_or(Call::no_file));
    name(answer.result, s.placing == MapStep::Placing::anywhere ? VirtAddr{} : at, s.size);
    Facts facts{result_fact(answer.result)};
    if (s.placing == MapStep::Placing::hint) add_wish(facts, answer.result, at);
    return call_facts(facts, answer);
  }

  Facts operator()(const RangeStep& s) {
    const Answer answer = call(s.name, {address(s.range), places_.bytes(s.range), s.argument});
    return call_facts({result_fact(answer.result)}, answer);
  }

  Facts operator()(const RemapStep& s) {
    const std::uint64_t old = address(s.range);
    const VirtAddr to = s.at ? places_.address(*s.at) : VirtAddr{};
    const std::uint64_t flags = s.flags | (s.at && !s.hint ? remap_fixed : 0);
    const Answer answer =
        call(Syscall::mremap, {old, places_.bytes(s.range), s.to.bytes(), flags, to.value});
    name(answer.result, s.at ? to : VirtAddr{old}, s.to);
    Facts facts{result_fact(answer.result)};
    if (s.hint) add_wish(facts, answer.result, to);
    if (!s.at && answer.result >= 0) {
      facts.emplace_back(answer.result == static_cast<std::int64_t>(old) ? "in place" : "moved");
    }
    return call_facts(facts, answer);
  }

  Facts operator()(const BreakStep& s) {
    VirtAddr& now = breaks_[process_of_[step_->actor.value]];
    VirtAddr wanted = now;
    if (s.kind == BreakStep::Kind::grow) wanted = now + s.by.bytes();
    if (s.kind == BreakStep::Kind::shrink) wanted = now - s.by.bytes();
    if (s.kind == BreakStep::Kind::to) wanted = places_.address(s.to);
    const Answer answer = call(Syscall::brk, {wanted.value});
    const bool done = answer.result == static_cast<std::int64_t>(wanted.value);
    if (done) now = wanted;
    // A refused brk answers where the break is; the C library makes ENOMEM of it.
    return call_facts({done ? "ok" : "ENOMEM"}, answer);
  }

  Facts operator()(const FileStep& s) {
    const std::uint64_t offset = (s.page << page_shift) + s.offset;
    const Answer answer = call(s.write ? Syscall::write : Syscall::read,
                               {0, s.value, sizeof s.value, offset}, s.file);
    return file_facts(answer, s.write);
  }

  Facts operator()(const ForkStep& s) {
    process_of_.push_back(breaks_.size());
    breaks_.push_back(breaks_[process_of_[step_->actor.value]]);
    return begin(ForkProcess{s.child});
  }

  Facts operator()(const ThreadStep& s) {
    process_of_.push_back(process_of_[step_->actor.value]);
    return begin(StartThread{s.thread});
  }

  Facts operator()(const ExitStep& s) { return plain(Exit{s.status}); }
  Facts operator()(const WaitStep& s) { return plain(WaitFor{s.child}); }

  Facts operator()(const SmapsStep& s) { return smaps_facts(areas(s.range)); }

  Facts operator()(const VmasStep& s) {
    if (s.range) return area_facts(areas(*s.range), places_);
    return area_facts(world_.areas(step_->actor, arena, arena + arena_bytes), places_);
  }

 private:
  std::uint64_t address(const Range& range) const { return places_.address(range.first).value; }

  Answer call(Syscall name, const std::array<std::uint64_t, 6>& args,
              std::uint32_t file = Call::no_file) {
    return world_.act(step_->actor, SystemCall{name, args, file});
  }

  Facts plain(const Action& action) {
    const Answer answer = world_.act(step_->actor, action);
    return call_facts({result_fact(answer.result)}, answer);
  }

  Facts begin(const Action& action) {
    Facts facts = plain(action);
    if (facts.front() == "ok") return facts;
    throw InputError(
        fmt::format("line {}: {}: {}", step_->spot.line, print(*step_, scenario_), facts.front()));
  }

  VirtAddr place(const MapStep& s) {
    if (s.placing == MapStep::Placing::anywhere) return {};
    if (s.placing == MapStep::Placing::next_free) return places_.next_free(s.size.bytes());
    return places_.address(s.at);
  }

  /// A mapping that failed leaves its name where it was; a new name then stands for the place that
  /// was asked for.
  void name(std::int64_t result, VirtAddr asked, Size size) {
    if (step_->name.empty() || (result < 0 && places_.bound(step_->name))) return;
    VirtAddr at{static_cast<std::uint64_t>(result)};
    if (result < 0) at = asked.value != 0 ? asked : places_.next_free(size.bytes());
    places_.bind(step_->name, at, size.bytes());
  }

  static void add_wish(Facts& facts, std::int64_t result, VirtAddr wish) {
    const bool followed = result == static_cast<std::int64_t>(wish.value);
    if (result >= 0) facts.emplace_back(followed ? "as hinted" : "elsewhere");
  }

  std::vector<Area> areas(const Range& range) {
    const VirtAddr from = places_.address(range.first);
    return world_.areas(step_->actor, from, from + std::max(places_.bytes(range), page_bytes));
  }

  const Scenario& scenario_;
  World& world_;
  Version version_;
  Places places_;
  const Step* step_ = nullptr;
  std::vector<VirtAddr> breaks_;         ///< by process
  std::vector<std::size_t> process_of_;  ///< by actor
};

Facts missing(const Played& from, const Played& in) {
  Facts facts;
  for (const std::string& fact : from.facts) {
    const auto has = [&](const Facts& all) { return std::ranges::find(all, fact) != all.end(); };
    if (!has(in.facts) && !has(from.versioned) && !has(in.versioned)) facts.push_back(fact);
  }
  return facts;
}

}  // namespace

Setup setup_of(const Scenario& scenario) {
  Setup setup;
  for (const NamedFile& file : scenario.files) setup.files.push_back(file.size.bytes());
  setup.actors = static_cast<std::uint32_t>(scenario.actors.size());
  setup.huge_pages = scenario.huge_pages;
  return setup;
}

void play(const Scenario& scenario, World& world, Version version, std::vector<Played>& played) {
  Player player(scenario, world, version);
  for (const Step& step : scenario.steps) played.push_back(player.play(step));
}

std::vector<Played> play(const Scenario& scenario, World& world, Version version) {
  std::vector<Played> all;
  play(scenario, world, version, all);
  return all;
}

Difference difference(const Played& first, const Played& second) {
  return {missing(first, second), missing(second, first)};
}

}  // namespace vapa::scenario
