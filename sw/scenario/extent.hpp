#pragma once
// How long a range is.

#include "sw/scenario/scenario.hpp"

namespace vapa::scenario {

/// Bytes of a range in a mapping of `whole` bytes.
constexpr std::uint64_t bytes_of(const Range& range, std::uint64_t whole) {
  if (range.pages) return *range.pages << page_shift;
  return range.size ? range.size->bytes() : whole;
}

/// Likewise in pages, the last one perhaps not whole.
constexpr std::uint64_t pages_of(const Range& range, std::uint64_t whole) {
  const std::uint64_t bytes = bytes_of(range, whole);
  return (bytes >> page_shift) + (VirtAddr{bytes}.offset(page_shift) != 0 ? 1 : 0);
}

}  // namespace vapa::scenario
