#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/config/schema.hpp"
#include "core/replacement/policy.hpp"
#include "core/tlb/config.hpp"

namespace vapa {

/// Parameters of the pipelined TLB, as in rtl/README.md.
struct PipelinedTlbConfig {
  static constexpr unsigned page_shift = 12;  ///< of the smallest page
  static constexpr unsigned level_bits = 9;   ///< each larger size has 2^level_bits of the smaller

  std::uint32_t entries = 16;
  std::uint32_t ways = 16;
  std::uint32_t sizes = 7;  ///< page sizes held: bit 0 4 KiB, bit 1 2 MiB, bit 2 1 GiB
  std::uint32_t va_bits = 48;
  std::uint32_t pa_bits = 52;
  std::uint32_t asid_bits = 16;
  std::uint32_t tag_bits = 8;
  std::uint32_t miss_entries = 4;
  std::uint32_t waiters = 8;
  Replacement replacement = Replacement::plru;  ///< plru, lru or random
  bool ad_update = true;  ///< an access that wants a clear bit misses; else it faults

  bool operator==(const PipelinedTlbConfig&) const noexcept = default;
  void validate(Problems&) const;

  /// Of the array of entries.
  TlbConfig array() const;
  /// Page-table levels that the addresses come to.
  unsigned levels() const noexcept { return (va_bits - page_shift) / level_bits; }
};

}  // namespace vapa
