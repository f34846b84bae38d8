#include "sw/scenario/random_scenario.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "sw/scenario/words.hpp"
#include "sw/workload/pattern/random.hpp"

namespace vapa::scenario {
namespace {

constexpr std::uint64_t window = 24;  // pages in which all happens
constexpr std::uint64_t longest = 8;
constexpr std::size_t most_actors = 4;
constexpr std::uint64_t prot_of_data[] = {0, 1, 3, 3, 3, 3, 5, 7};
constexpr std::uint64_t advice[] = {0,  1,  2,  4,  4,  4,  8,  8,  10, 11,
                                    12, 13, 16, 17, 18, 18, 19, 22, 23, 24};
constexpr Size file_size{6 * page_bytes + 100, Unit::bytes};
constexpr std::uint64_t sync_flags[] = {sync_now, sync_now, sync_now, 1, sync_now | 2};
const std::string ground = "a";

class Author {
 public:
  explicit Author(std::uint64_t seed) : random_(seed) {}

  Scenario write(std::uint32_t steps) {
    scenario_.files.push_back({"data", file_size});
    MapStep all;
    all.size = {window, Unit::pages};
    all.prot = one_in(4) ? 1 : 3;
    if (one_in(4)) all.flags = map_shared;
    add(all, ground);
    while (scenario_.steps.size() < steps) step();
    for (std::uint32_t n = 0; n < scenario_.actors.size(); ++n) show(ActorId{n});
    return std::move(scenario_);
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_.below(n); }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  template <std::size_t n>
  std::uint64_t of(const std::uint64_t (&list)[n]) {
    return list[below(n)];
  }

  void add(Command command, std::string as = {}) {
    scenario_.steps.push_back({{}, actor_, std::move(as), std::move(command), {}});
  }

  /// Mostly of the ground, now and then of the heap.
  Place place() {
    if (one_in(10)) return {std::string(heap_name), below(longest), 0};
    return {ground, below(window), 0};
  }

  Range range() {
    Range r;
    r.first = place();
    r.pages = 1 + below(longest);
    return r;
  }

  void step() {
    do actor_ = ActorId{static_cast<std::uint32_t>(below(scenario_.actors.size()))};
    while (!alive_[actor_.value]);
    const std::uint64_t draw = below(100);
    if (draw < 45) return touch();
    if (draw < 57) return map();
    if (draw < 64) return add(RangeStep{Syscall::munmap, range(), 0});
    if (draw < 73) return add(RangeStep{Syscall::mprotect, range(), of(prot_of_data)});
    if (draw < 80) return add(RangeStep{Syscall::madvise, range(), of(advice)});
    if (draw < 82) return add(RangeStep{Syscall::msync, range(), of(sync_flags)});
    if (draw < 84) return move_break();
    if (draw < 86) return remap();
    if (draw < 88) return add(RangeStep{one_in(2) ? Syscall::mlock : Syscall::munlock, range(), 0});
    if (draw < 91) return file();
    if (draw < 94) return begin();
    if (draw < 95) return end();
    if (draw < 96) return wait();
    if (draw < 98) return add(VmasStep{});
    add(SmapsStep{range()});
  }

  void touch() {
    TouchStep touch;
    touch.op = one_in(2) ? Op::load : Op::store;
    touch.range = range();
    touch.value = ++value_;
    add(touch);
  }

  void map() {
    MapStep map;
    map.size = {1 + below(longest), Unit::pages};
    map.prot = of(prot_of_data);
    map.placing = MapStep::Placing::fixed;
    map.at = place();
    if (one_in(3)) map.flags = map_shared;
    if (one_in(2)) {
      map.file = 0;
      map.from = below(6);
    }
    constexpr std::uint64_t map_populate = 0x8000;
    if (one_in(6)) map.flags |= map_populate;
    add(map);
  }

  void remap() {
    RemapStep remap;
    remap.range = range();
    remap.to = {1 + below(longest), Unit::pages};
    constexpr std::uint64_t may_move = 1;
    if (one_in(2)) {
      remap.flags = may_move;
      remap.at = place();
    }
    add(remap);
  }

  void file() {
    FileStep file;
    file.write = one_in(2);
    file.page = below(6);
    file.value = ++value_;
    add(file);
  }

  void move_break() {
    BreakStep step;
    step.kind = one_in(3) ? BreakStep::Kind::shrink : BreakStep::Kind::grow;
    step.by = {1 + below(4), Unit::pages};
    add(step);
  }

  void begin() {
    if (scenario_.actors.size() == most_actors) return touch();
    const ActorId next{static_cast<std::uint32_t>(scenario_.actors.size())};
    if (one_in(4)) {
      add(ThreadStep{next});
      process_[next.value] = process_[actor_.value];
    } else {
      add(ForkStep{next});
      process_[next.value] = next.value;
      parent_[next.value] = process_[actor_.value];
    }
    scenario_.actors.push_back(fmt::format("p{}", next.value));
    alive_[next.value] = true;
  }

  void end() {
    if (actor_.value == 0) return touch();
    add(ExitStep{});
    alive_[actor_.value] = false;
  }

  /// For a child of this process that has ended.
  void wait() {
    for (std::uint32_t child = 1; child < scenario_.actors.size(); ++child) {
      const bool own = process_[child] == child && parent_[child] == process_[actor_.value];
      if (!own || waited_[child] || lives(child)) continue;
      waited_[child] = true;
      return add(WaitStep{ActorId{child}});
    }
    touch();
  }

  bool lives(std::uint32_t process) const {
    for (std::size_t n = 0; n < scenario_.actors.size(); ++n) {
      if (alive_[n] && process_[n] == process) return true;
    }
    return false;
  }

  void show(ActorId actor) {
    if (!alive_[actor.value]) return;
    actor_ = actor;
    add(VmasStep{});
    Range all;
    all.first = {ground, 0, 0};
    all.pages = window + longest;
    add(SmapsStep{all});
  }

  pattern::Random random_;
  Scenario scenario_;
  ActorId actor_;
  std::array<bool, most_actors> alive_{true};
  std::array<bool, most_actors> waited_{};
  std::array<std::uint32_t, most_actors> process_{};  ///< by actor: the first one of its process
  std::array<std::uint32_t, most_actors> parent_{};   ///< by process
  std::uint64_t value_ = 0;
};

}  // namespace

Scenario random_scenario(std::uint64_t seed, std::uint32_t steps) {
  return Author(seed).write(steps);
}

}  // namespace vapa::scenario
