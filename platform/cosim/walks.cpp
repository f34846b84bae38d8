#include "cosim/walks.hpp"

#include "cosim/pages.hpp"

namespace vapa::cosim {

Walks::Walks(World& world, const Capabilities& c, unsigned longest_wait, bool noise,
             std::uint64_t seed)
    : world_(world),
      checks_rights_(c.checks_rights),
      longest_wait_(longest_wait),
      noise_(noise),
      careless_(noise && (seed >> 8U) % 16 == 0),
      random_(seed),
      walks_(c.miss_entries) {}

void Walks::begin(const TlbMiss& miss, Cycle now) {
  OneWalk& w = walks_[miss.id].emplace();
  w.miss = miss;
  w.context = Context(miss.asid, world_.root(miss.asid), miss.mode);
  w.walk.emplace(world_.format(), w.context, miss.page, miss.op);
  w.next = now + 1 + wait();
  ++under_way_;
}

std::optional<TlbFill> Walks::step(Cycle now, bool wanted) {
  if (under_way_ == 0) return std::nullopt;
  std::optional<TlbFill> given;
  const auto first = random_.below(walks_.size());
  for (std::size_t i = 0; i < walks_.size(); ++i) {
    auto& w = walks_[(first + i) % walks_.size()];
    if (!w || w->next > now) continue;
    if (!w->ended()) {
      read(*w, now);
    } else if (wanted && !given) {
      given = result(*w);
      w.reset();
      --under_way_;
    }
  }
  return given;
}

void Walks::read(OneWalk& w, Cycle now) {
  const PhysAddr at = w.walk->entry_address();
  const std::uint64_t raw = world_.read(at);
  const std::uint64_t marks = w.walk->consume(raw);
  if (marks != 0) world_.mark(at, raw | marks);
  w.next = now + wait();
}

TlbFill Walks::result(const OneWalk& w) {
  TlbFill fill;
  fill.id = w.miss.id;
  const bool leads = checks_rights_ ? w.walk->step() == Walk::Step::done : w.walk->mapped();
  if (!leads) {
    fill.fault = w.walk->fault().kind;
  } else if (!world_.format().reaches(w.walk->leaf().pa)) {
    fill.fault = FaultKind::beyond_memory;
  } else {
    const Leaf& leaf = w.walk->leaf();
    fill.level = static_cast<std::uint8_t>((leaf.shift - page_shift) / index_bits);
    fill.rights = leaf.rights;
    fill.pa = leaf.pa;
  }
  if (noise_) add_noise(fill);
  if (careless_ && random_.one_in(4)) {
    fill.rights ^= random_.one_in(2) ? std::uint8_t{right_a} : std::uint8_t{right_d};
  }
  return fill;
}

void Walks::add_noise(TlbFill& fill) {
  const unsigned free_bits = fill.fault == FaultKind::none ? page_shift + index_bits * fill.level
                                                           : world_.format().pa_bits();
  fill.pa = fill.pa + (random_.bits() & ((std::uint64_t{1} << free_bits) - 1));
  if (fill.fault != FaultKind::none) fill.rights = static_cast<std::uint8_t>(random_.below(128));
}

}  // namespace vapa::cosim
