#pragma once
// Names of the replacement policies that TLBs, walk caches and caches share.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace vapa {

/// lru: true LRU. plru: tree pseudo-LRU (ways a power of two). random: seeded. srrip: static
/// re-reference interval prediction with 2 bits, hit priority (Jaleel et al., ISCA 2010).
enum class Replacement : std::uint8_t { lru, plru, fifo, random, srrip };

inline std::span<const std::string_view> enum_names(Replacement) noexcept {
  static constexpr std::array<std::string_view, 5> names{"lru", "plru", "fifo", "random", "srrip"};
  return names;
}

}  // namespace vapa
