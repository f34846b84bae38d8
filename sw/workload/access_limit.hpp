#pragma once
// What an access of any trace or pattern may be.

#include <cstdint>

#include "core/types.hpp"

namespace vapa {

/// Larger sizes are no access of a real instruction.
inline constexpr std::uint64_t max_access_size = 4096;

/// Whether the last byte has an address of 64 bits. Precondition: size is not 0.
constexpr bool ends_in_64_bits(VirtAddr va, std::uint64_t size) noexcept {
  return va.value + (size - 1) >= va.value;
}

}  // namespace vapa
