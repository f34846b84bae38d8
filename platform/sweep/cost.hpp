#pragma once
// What translation hardware costs, in bits and in area: estimates that rank machines.

#include <cstdint>

#include "platform/config/system_config.hpp"

namespace vapa {

/// cost.tlb_bits: over the enabled first- and second-level TLBs,
///   entries × (tag + frame + asid + 8 + size) + sets × replacement, where
///   tag = va_bits − page − log2(sets), frame = pa_bits − page, page = log2 of the smallest page
///   size held, 8 = valid, global, read, write, execute, user, accessed, dirty,
///   size = ceil(log2(page sizes held)),
///   replacement per set = lru: ways × ceil(log2 ways); plru: ways − 1; fifo: ceil(log2 ways);
///   srrip: 2 × ways; random: 0.
/// 0 with paging off.
std::uint64_t tlb_bits(const SystemConfig&);

/// cost.walk_cache_bits: over the walk caches of the format's levels, where enabled,
///   entries × (tag + table + asid + 5) + sets × ways × ceil(log2 ways), where
///   tag = va_bits − log2(bytes that an entry of the level maps) − log2(sets),
///   table = pa_bits − 12, 5 = valid, write, execute, user, accessed.
std::uint64_t walk_cache_bits(const SystemConfig&);

/// All that a machine costs. The areas are of the enabled first- and second-level TLBs, each built
/// as rtl/vapa_tlb.sv: see tlb_area.hpp. 0 with paging off.
struct Costs {
  std::uint64_t tlb_bits = 0;
  std::uint64_t walk_cache_bits = 0;
  std::uint64_t tlb_area = 0;               ///< cost.tlb_area, µm²
  std::uint64_t tlb_area_extrapolated = 0;  ///< the part of tlb_area that is, µm²
};
Costs costs_of(const SystemConfig&);

}  // namespace vapa
