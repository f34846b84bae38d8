#pragma once
// What the page tables of all worlds have in common: 64-bit entries, 512 to a table, pages of 4
// KiB.

#include <cstdint>

namespace vapa::cosim {

inline constexpr unsigned page_shift = 12;
inline constexpr std::uint64_t page_bytes = 4096;
inline constexpr unsigned index_bits = 9;
inline constexpr unsigned entries_of_a_table = 512;
inline constexpr std::uint64_t entry_bytes = 8;

/// log2 of the bytes that an entry of this level maps; 1 is the lowest.
constexpr unsigned shift_of(unsigned level) noexcept {
  return page_shift + index_bits * (level - 1);
}

}  // namespace vapa::cosim
