#pragma once
// Short ways to say a cache and an access in tests.

#include "core/cache/cache.hpp"

namespace vapa {

inline CacheConfig cache_of(std::uint64_t size, std::uint32_t ways, std::uint64_t line = 64,
                            Replacement policy = Replacement::lru) {
  CacheConfig c;
  c.size = Bytes{size};
  c.ways = ways;
  c.line = Bytes{line};
  c.replacement = policy;
  return c;
}

/// An access with its fill, as a level of the hierarchy does it. True: a hit.
inline bool use(Cache& cache, std::uint64_t pa, bool write = false, Cause cause = Cause::data) {
  if (cache.access(PhysAddr{pa}, write, cause)) return true;
  cache.fill(PhysAddr{pa}, write);
  return false;
}

}  // namespace vapa
