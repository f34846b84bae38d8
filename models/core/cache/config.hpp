#pragma once

#include <array>
#include <span>

#include "core/config/schema.hpp"
#include "core/replacement/policy.hpp"

namespace vapa {

/// A write-back, write-allocate cache. size / (ways · line) is a power of two of sets.
struct CacheConfig {
  bool enabled = true;  ///< false: accesses go to the next level
  Bytes size{32768};
  std::uint32_t ways = 8;
  Bytes line{64};             ///< 4 to 4096 bytes, not less than that of the level above
  std::uint32_t latency = 4;  ///< cycles of a lookup, hit or miss
  Replacement replacement = Replacement::lru;

  void describe(Schema&);
  void validate(Problems&) const;
};

/// vipt: the set is chosen by untranslated bits, so the TLB and the cache are looked up together;
/// a way must fit a page. pipt: one after the other.
enum class CacheIndex : std::uint8_t { vipt, pipt };

inline std::span<const std::string_view> enum_names(CacheIndex) noexcept {
  static constexpr std::array<std::string_view, 2> names{"vipt", "pipt"};
  return names;
}

struct L1CacheConfig : CacheConfig {
  CacheIndex index = CacheIndex::vipt;

  void describe(Schema&);
};

/// A cache below the first level.
struct LowerCacheConfig : CacheConfig {
  bool inclusive = false;  ///< evicting a line drops it from the levels above

  void describe(Schema&);
};

/// A lookup takes each level's latency in turn: a hit in l2 takes l1 + l2.
struct CachesConfig {
  L1CacheConfig l1i;
  L1CacheConfig l1d;
  LowerCacheConfig l2;
  LowerCacheConfig l3;

  CachesConfig();
  void describe(Schema&);
  void validate(Problems&) const;
};

}  // namespace vapa
