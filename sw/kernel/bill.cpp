#include "sw/kernel/bill.hpp"

#include <algorithm>
#include <cmath>

namespace vapa::kernel {

void Bill::open() {
  ns_ = {};
  touches_.clear();
  untold_ = 0;
}

Cycle Bill::close(std::array<std::uint64_t, work_count>& totals) const {
  if (config_->charge == Charge::off) return 0;
  Cycle busy = 0;
  for (unsigned kind = 0; kind < work_count; ++kind) {
    const auto cycles = static_cast<Cycle>(std::llround(ns_[kind] * gigahertz_));
    totals[kind] += cycles;
    busy += cycles;
  }
  return busy;
}

void Bill::charge_moving(double ns) noexcept {
  const bool fixed_only = config_->charge == Charge::traffic;
  charge(Work::fault, fixed_only ? std::min(ns, cost().zero_page_fault) : ns);
}

void Bill::touch(PhysAddr pa, std::uint64_t bytes, bool write) {
  if (config_->charge == Charge::off) return;
  constexpr std::uint64_t longest = std::uint64_t{1} << 30U;
  // A pass over a table alternates reads and writes: the last of each direction may go on.
  const std::size_t recent = touches_.size() - std::min<std::size_t>(touches_.size(), 2);
  for (std::size_t n = touches_.size(); n-- > recent;) {
    Touch& last = touches_[n];
    if (last.write != write || last.pa + last.bytes != pa || last.bytes + bytes > longest) continue;
    last.bytes += static_cast<std::uint32_t>(bytes);
    return;
  }
  if (touches_.size() >= most_touches) {
    ++untold_;
    return;
  }
  for (; bytes != 0; bytes -= std::min(bytes, longest)) {
    const auto part = static_cast<std::uint32_t>(std::min(bytes, longest));
    touches_.push_back({pa, part, write});
    pa += part;
  }
}

}  // namespace vapa::kernel
