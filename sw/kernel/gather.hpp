#pragma once
// What one piece of kernel work took out of a page table: the translations to invalidate and the
// frames to release after that (Linux: mmu_gather).

#include <algorithm>
#include <optional>
#include <vector>

#include "sw/kernel/types.hpp"

namespace vapa::kernel {

/// 2^order frames that lose a reference each.
struct Released {
  Ppn first;
  unsigned order = 0;
};

class Gather {
 public:
  /// A translation of 2^order pages changed or went. A freed table counts as one page, with the
  /// order of the entry that led to it.
  void changed(Vpn first, std::uint64_t pages, unsigned order) {
    const PageRange r{first, first + pages};
    range_ = range_ ? PageRange{std::min(range_->first, r.first), std::max(range_->end, r.end)} : r;
    order_ = std::min(order_, order);
  }
  /// Everything may have changed (Linux: flush_tlb_mm).
  void changed_all() { changed(Vpn{0}, std::uint64_t{1} << 52U, 0); }
  /// Drops one reference to each of 2^order frames when their translations are gone everywhere.
  void release(Ppn first, unsigned order) { frames_.push_back({first, order}); }

  /// All that changed lies inside, with the order of the smallest page.
  const std::optional<PageRange>& range() const noexcept { return range_; }
  unsigned order() const noexcept { return order_; }
  std::vector<Released>& frames() noexcept { return frames_; }

 private:
  std::optional<PageRange> range_;
  unsigned order_ = 64;
  std::vector<Released> frames_;
};

}  // namespace vapa::kernel
