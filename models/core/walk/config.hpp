#pragma once

#include <array>
#include <span>

#include "core/config/schema.hpp"

namespace vapa {

/// The level of the memory hierarchy that the walker's reads enter.
enum class WalkerEntry : std::uint8_t { l1d, l2, l3, dram };

inline std::span<const std::string_view> enum_names(WalkerEntry) noexcept {
  static constexpr std::array<std::string_view, 4> names{"l1d", "l2", "l3", "dram"};
  return names;
}

/// A walk cache of one level: it holds entries of that level, so a hit begins the walk one below.
struct WalkCacheConfig {
  std::uint32_t entries = 16;  ///< 0: this level has none
  std::uint32_t ways = 4;      ///< entries / ways: 2^n sets; replaced by true LRU

  void describe(Schema&);
  void validate(Problems&) const;
};

/// The levels that the page table has; those above them do not count.
struct WalkCachesConfig {
  bool enabled = true;
  std::uint32_t latency = 1;  ///< cycles to look all levels up at once, part of every walk
  WalkCacheConfig level2{32, 4};
  WalkCacheConfig level3{8, 8};
  WalkCacheConfig level4{4, 4};
  WalkCacheConfig level5{2, 2};

  void describe(Schema&);
  void validate(Problems&) const;
};

struct WalkerConfig {
  WalkerEntry enters = WalkerEntry::l1d;
  std::uint32_t latency = 0;  ///< cycles of a walk besides its reads and the walk caches
  WalkCachesConfig pwc;

  void describe(Schema&);
  void validate(Problems&) const;
};

}  // namespace vapa
