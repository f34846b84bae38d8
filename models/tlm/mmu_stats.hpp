#pragma once

#include <array>
#include <cstdint>

#include "core/stats/registry.hpp"

namespace vapa {

/// Of one TLB. A lookup is one page of one access, counted at its first attempt.
struct TlbStats {
  std::uint64_t lookups = 0;
  std::uint64_t hits = 0;  ///< an entry was there, whatever its rights said
  std::uint64_t misses = 0;
  std::uint64_t replays = 0;  ///< lookups of accesses re-issued after a fault
  std::uint64_t denied = 0;   ///< hits whose rights refused the access
  std::uint64_t updates = 0;  ///< hits whose accessed or dirty bit had to be set by a walk
  std::uint64_t fills = 0;
  std::uint64_t evictions = 0;
  std::uint64_t invalidations = 0;  ///< entries removed by flushes and faults

  void describe(Registry&) const;
};

/// Of the accesses of one core: what they were and where their cycles went.
struct AccessStats {
  std::array<std::uint64_t, 4> accesses{};  ///< by Op
  std::uint64_t page_crossings = 0;
  std::uint64_t data_translation_cycles = 0;
  std::uint64_t fetch_translation_cycles = 0;
  std::uint64_t data_cycles = 0;
  std::uint64_t fetch_cycles = 0;
};

}  // namespace vapa
