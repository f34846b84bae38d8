#pragma once
// Page-walk caches: for each upper level a small cache of its entries, tagged by the address bits
// down to that level (Intel: paging-structure caches, SDM vol. 3A, 4.10.3).

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/paging/format.hpp"
#include "core/replacement/replacement.hpp"
#include "core/stats/registry.hpp"
#include "core/trap.hpp"
#include "core/walk/config.hpp"

namespace vapa {

class WalkCaches {
 public:
  /// Where a walk can begin: the table of `level` and the rights combined above it.
  struct Start {
    unsigned level = 0;
    PhysAddr table;
    std::uint8_t rights = 0;
  };

  WalkCaches(const WalkCachesConfig&, const Format&);

  Cycle latency() const noexcept { return config_.enabled ? config_.latency : 0; }

  /// The lowest start known. Looks the levels up from the lowest; counts them.
  std::optional<Start> lookup(VirtAddr, Asid) noexcept;
  /// The entry of `level` that translates va points to `table`, leaving `rights`.
  void fill(VirtAddr, Asid, unsigned level, PhysAddr table, std::uint8_t rights) noexcept;
  void invalidate(const Flush&) noexcept;

  void describe(Registry&) const;

 private:
  struct Slot {
    std::uint64_t tag = 0;  ///< va >> shift of the level
    PhysAddr table;
    std::uint32_t asid = no_asid;
    std::uint8_t rights = 0;
  };
  static constexpr std::uint32_t no_asid = 0x10000;
  struct Level {
    unsigned level = 0;
    unsigned shift = 0;
    std::uint32_t ways = 0;
    std::uint32_t set_mask = 0;
    std::vector<Slot> slots;
    ReplacementState replacement;
    std::uint64_t lookups = 0;
    std::uint64_t hits = 0;

    Level(unsigned level, unsigned shift, const WalkCacheConfig&);
    std::uint32_t first_slot(std::uint64_t tag) const noexcept;
    Slot* find(std::uint64_t tag, Asid) noexcept;
    Slot& victim(std::uint64_t tag) noexcept;
  };

  WalkCachesConfig config_;
  std::vector<Level> levels_;  ///< ascending from level 2
};

}  // namespace vapa
