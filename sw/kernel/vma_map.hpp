#pragma once
// The areas of an address space in order of address: find, split, merge.

#include <map>
#include <optional>
#include <vector>

#include "sw/kernel/vma.hpp"

namespace vapa::kernel {

class VmaMap {
 public:
  using Map = std::map<Vpn, Vma>;  ///< by first page

  const Vma* find(Vpn) const noexcept;
  Vma* find(Vpn) noexcept;
  /// The area that holds the page, or the next one above it (Linux: find_vma).
  Vma* find_or_next(Vpn) noexcept;
  /// The area below that ends at or before the page, or null.
  const Vma* before(Vpn) const noexcept;
  const Vma* after(Vpn) const noexcept;
  bool overlaps(PageRange) const noexcept;
  /// Whether areas cover every page of the range.
  bool covers(PageRange range) const noexcept { return covered(range) == range; }
  /// The range up to its first page that no area has.
  PageRange covered(PageRange) const noexcept;
  /// The parts of areas inside the range, cut at its borders.
  std::vector<Vma> parts(PageRange) const;

  /// Adds an area where there is none and merges it with its neighbours.
  void insert(Vma);
  /// Adds an area above all others, merged with none.
  void append(const Vma& vma) { map_.emplace_hint(map_.end(), vma.pages.first, vma); }
  /// Takes out the range; areas across its borders are split.
  void erase(PageRange);
  /// Calls change(Vma&) for the parts of areas inside the range. What it changes is split from the
  /// rest and merged with neighbours; what it leaves as it is stays apart from them, as in Linux.
  template <class Change>
  void update(PageRange range, Change&& change) {
    for (const Vma& part : parts(range)) {
      Vma changed = part;
      change(changed);
      if (changed == part) continue;
      split(part.pages.first);
      split(part.pages.end);
      map_.at(part.pages.first) = changed;
      merge_over(part.pages);
    }
  }
  /// Moves the first page of an area down; nothing stands in between.
  void grow_down(Vma&, Vpn first);

  /// The highest gap of `pages` inside `bounds` that begins at a multiple of 2^align; `guard` pages
  /// stay free below an area that grows down.
  std::optional<Vpn> gap_below(PageRange bounds, std::uint64_t pages, unsigned align,
                               std::uint64_t guard) const;

  std::size_t size() const noexcept { return map_.size(); }
  Map::const_iterator begin() const noexcept { return map_.begin(); }
  Map::const_iterator end() const noexcept { return map_.end(); }

 private:
  Map::iterator holding(Vpn) noexcept;
  void split(Vpn);
  void merge_over(PageRange);

  Map map_;
};

}  // namespace vapa::kernel
