#include "sw/workload/lackey/address_ranges.hpp"

#include <iterator>

namespace vapa {

void AddressRanges::add(VirtAddr start, VirtAddr end) {
  if (end <= start) return;
  remove(start, end);
  ends_.emplace(start, end);
  measure();
}

void AddressRanges::remove(VirtAddr start, VirtAddr end) {
  auto at = ends_.upper_bound(start);
  if (at != ends_.begin()) --at;
  while (at != ends_.end() && at->first < end) {
    const auto [low, high] = *at;
    if (high <= start) {
      ++at;
      continue;
    }
    at = ends_.erase(at);
    if (low < start) ends_.emplace(low, start);
    if (end < high) ends_.emplace(end, high);
  }
  measure();
}

bool AddressRanges::inside(VirtAddr va) const noexcept {
  const auto above = ends_.upper_bound(va);
  return above != ends_.begin() && va < std::prev(above)->second;
}

void AddressRanges::measure() noexcept {
  low_ = ends_.empty() ? 0 : ends_.begin()->first.value;
  span_ = ends_.empty() ? 0 : ends_.rbegin()->second.value - low_;
}

}  // namespace vapa
