#pragma once
// A cache's tags: write-back, write-allocate. Timing state only, no data.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/cache/config.hpp"
#include "core/replacement/replacement.hpp"
#include "core/stats/registry.hpp"
#include "core/types.hpp"

namespace vapa {

struct CacheStats {
  std::array<std::uint64_t, cause_count> accesses{};  ///< by Cause
  std::array<std::uint64_t, cause_count> misses{};
  std::uint64_t writebacks = 0;     ///< dirty lines sent down, counted by the sender
  std::uint64_t writebacks_in = 0;  ///< dirty lines taken from above
  std::uint64_t dropped = 0;        ///< lines given up for a level below that is inclusive

  void describe(Registry&) const;
};

class Cache {
 public:
  struct Victim {
    PhysAddr line;
    bool dirty = false;
  };

  /// Precondition: the configuration is valid and enabled. seed: of random replacement.
  Cache(const CacheConfig&, std::uint64_t seed);

  Cycle latency() const noexcept { return latency_; }
  std::uint64_t line_bytes() const noexcept { return std::uint64_t{1} << line_shift_; }
  unsigned line_shift() const noexcept { return line_shift_; }
  PhysAddr line_of(PhysAddr pa) const noexcept { return pa.align_down(line_shift_); }

  /// A demand access to the line of `pa`, counted. False: a miss; the caller fetches the line and
  /// calls fill().
  bool access(PhysAddr pa, bool write, Cause cause) noexcept {
    ++stats_.accesses[static_cast<unsigned>(cause)];
    if (hit(pa, write)) [[likely]]
      return true;
    ++stats_.misses[static_cast<unsigned>(cause)];
    return false;
  }

  /// Brings the line of `pa` in. Returns what it replaced.
  std::optional<Victim> fill(PhysAddr pa, bool dirty) noexcept;

  /// A dirty line from the level above; allocates. Returns what it replaced.
  std::optional<Victim> take_writeback(PhysAddr line) noexcept;

  /// Removes every line in [start, start + bytes). True: one of them was dirty.
  bool drop(PhysAddr start, std::uint64_t bytes) noexcept;

  bool contains(PhysAddr pa) const noexcept { return find(tag_of(pa)) != none_; }
  std::uint32_t set_of(PhysAddr pa) const noexcept {
    return static_cast<std::uint32_t>(pa.value >> line_shift_) & set_mask_;
  }
  std::uint32_t sets() const noexcept { return set_mask_ + 1; }
  std::uint32_t ways() const noexcept { return ways_; }

  const CacheStats& stats() const noexcept { return stats_; }
  CacheStats& stats() noexcept { return stats_; }

 private:
  // A tag word: line number · 4 + dirty · 2 + valid. Lines have at least 4 bytes, so the number of
  // every line of 64-bit addresses fits.
  static constexpr std::uint64_t dirty_bit = 2;

  std::uint64_t tag_of(PhysAddr pa) const noexcept { return (pa.value >> line_shift_) * 4 + 1; }

  bool hit(PhysAddr pa, bool write) noexcept {
    const std::uint64_t tag = tag_of(pa);
    std::uint32_t& recent = recent_[set_of(pa)];
    std::uint32_t slot = recent;
    if ((tags_[slot] & ~dirty_bit) != tag) {
      slot = find(tag);
      if (slot == none_) return false;
      replacement_.touch(slot);
      recent = slot;
    }
    if (write) tags_[slot] |= dirty_bit;
    return true;
  }

  std::uint32_t find(std::uint64_t tag) const noexcept;
  bool drop_line(PhysAddr) noexcept;

  std::uint32_t ways_;
  std::uint32_t set_mask_;
  unsigned line_shift_;
  std::uint32_t none_;  ///< slot behind the last one; never valid
  std::vector<std::uint64_t> tags_;
  std::vector<std::uint32_t> recent_;  ///< by set: the slot touched last since the last fill
  ReplacementState replacement_;
  Cycle latency_;
  CacheStats stats_;
};

}  // namespace vapa
