#pragma once

#include <cstdint>
#include <map>

#include "core/types.hpp"

namespace vapa {

/// A set of addresses as ranges [start, end).
class AddressRanges {
 public:
  void add(VirtAddr start, VirtAddr end);
  void remove(VirtAddr start, VirtAddr end);
  bool contains(VirtAddr va) const noexcept { return va.value - low_ < span_ && inside(va); }

 private:
  bool inside(VirtAddr) const noexcept;
  void measure() noexcept;

  std::map<VirtAddr, VirtAddr> ends_;  ///< by start; disjoint
  std::uint64_t low_ = 0;              ///< of the lowest range
  std::uint64_t span_ = 0;             ///< from there to the end of the highest
};

}  // namespace vapa
