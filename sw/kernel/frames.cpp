#include "sw/kernel/frames.hpp"

#include <algorithm>
#include <cassert>

namespace vapa::kernel {

Ppn Frames::allocate(unsigned order, FrameKind kind) {
  const Ppn first = allocator_.allocate(order);
  const Unit unit{.references = 1, .order = static_cast<std::uint8_t>(order), .kind = kind};
  units_.emplace(first.value, unit);
  count(unit, true);
  return first;
}

void Frames::release(Ppn first) {
  const auto found = units_.find(first.value);
  assert(found != units_.end());
  if (--found->second.references != 0) return;
  count(found->second, false);
  allocator_.free(first, found->second.order);
  units_.erase(found);
}

void Frames::split(Ppn first, unsigned order) {
  Unit unit = units_.at(first.value);
  assert(unit.references == 1 && order < unit.order);
  const std::uint64_t end = first.value + (std::uint64_t{1} << unit.order);
  unit.order = static_cast<std::uint8_t>(order);
  for (std::uint64_t at = first.value; at < end; at += std::uint64_t{1} << order) units_[at] = unit;
}

void Frames::count(const Unit& unit, bool taken) noexcept {
  const std::uint64_t n = std::uint64_t{1} << unit.order;
  used_ = taken ? used_ + n : used_ - n;
  peak_ = std::max(peak_, used_);
  if (unit.kind != FrameKind::table) return;
  tables_ = taken ? tables_ + n : tables_ - n;
  tables_peak_ = std::max(tables_peak_, tables_);
}

void Frames::describe(Registry& r) const {
  r.gauge("frames_used", used_, "frames", "Frames in use at the end, the page cache included.");
  r.gauge("frames_peak", peak_, "frames", "Most frames in use at any time.");
  r.gauge("table_frames", tables_, "frames", "Frames of page tables at the end.");
  r.gauge("table_frames_peak", tables_peak_, "frames", "Most frames of page tables at any time.");
}

}  // namespace vapa::kernel
