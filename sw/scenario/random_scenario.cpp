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
constexpr std::uint64_t advice[] = {0, 1, 2, 4, 4, 4, 8, 8, 22, 23, 24};
constexpr Size file_size{6 * page_bytes + 100, Unit::bytes};
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

  Range range(std::uint64_t pages) {
    Range r;
    r.first = {ground, below(window), 0};
    r.pages = pages;
    return r;
  }
  Range range() { return range(1 + below(longest)); }

  void step() {
    do actor_ = ActorId{static_cast<std::uint32_t>(below(scenario_.actors.size()))};
    while (!alive_[actor_.value]);
    const std::uint64_t draw = below(100);
    if (draw < 45) return touch();
    if (draw < 57) return map();
    if (draw < 64) return add(RangeStep{Syscall::munmap, range(), 0});
    if (draw < 73) return add(RangeStep{Syscall::mprotect, range(), of(prot_of_data)});
    if (draw < 80) return add(RangeStep{Syscall::madvise, range(), of(advice)});
    if (draw < 83) return add(RangeStep{Syscall::msync, range(), sync_now});
    if (draw < 86) return remap();
    if (draw < 88) return add(RangeStep{one_in(2) ? Syscall::mlock : Syscall::munlock, range(), 0});
    if (draw < 91) return file();
    if (draw < 94) return begin();
    if (draw < 96) return end();
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
    map.at = {ground, below(window), 0};
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
      remap.at = Place{ground, below(window), 0};
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

  void begin() {
    if (scenario_.actors.size() == most_actors) return touch();
    const ActorId next{static_cast<std::uint32_t>(scenario_.actors.size())};
    if (one_in(4)) {
      add(ThreadStep{next});
    } else {
      add(ForkStep{next});
    }
    scenario_.actors.push_back(fmt::format("p{}", next.value));
    alive_[next.value] = true;
  }

  void end() {
    if (actor_.value == 0) return touch();
    add(ExitStep{});
    alive_[actor_.value] = false;
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
  std::uint64_t value_ = 0;
};

}  // namespace

Scenario random_scenario(std::uint64_t seed, std::uint32_t steps) {
  return Author(seed).write(steps);
}

}  // namespace vapa::scenario
