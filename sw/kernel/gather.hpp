#pragma once
// What one piece of kernel work took out of a page table: the translations to invalidate and the
// frames to release after that (Linux: mmu_gather).

#include <algorithm>
#include <optional>
#include <vector>

#include "sw/kernel/types.hpp"

namespace vapa::kernel {

class Gather {
 public:
  /// A translation of 2^order pages changed or went. A freed table counts as one page, with the
  /// order of the entry that led to it.
  void changed(Vpn first, std::uint64_t pages, unsigned order) {
    const PageRange r{first, first + pages};
    range_ = range_ ? PageRange{std::min(range_->first, r.first), std::max(range_->end, r.end)} : r;
    order_ = std::min(order_, order);
  }
  /// Drops one reference to a unit of frames when its translations are gone everywhere.
  void release(Ppn unit) { frames_.push_back(unit); }

  /// All that changed lies inside, with the order of the smallest page.
  const std::optional<PageRange>& range() const noexcept { return range_; }
  unsigned order() const noexcept { return order_; }
  std::vector<Ppn>& frames() noexcept { return frames_; }

 private:
  std::optional<PageRange> range_;
  unsigned order_ = 64;
  std::vector<Ppn> frames_;
};

}  // namespace vapa::kernel
