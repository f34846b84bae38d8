#pragma once
// Which way of a set to replace: one state machine for TLBs, walk caches and caches.

#include <cstdint>
#include <vector>

#include "core/replacement/policy.hpp"

namespace vapa {

/// Where the generator of random replacement begins; never 0.
std::uint32_t first_random(std::uint64_t seed) noexcept;

/// State of `sets` sets of `ways` ways. A slot is set · ways + way. The owner fills invalid ways
/// first and asks for a victim only in a full set.
///
/// Touching the way that was touched last, with no fill in its set in between, changes nothing
/// under any policy: owners use that to skip the call.
class ReplacementState {
 public:
  /// Precondition: ways is a power of two for Replacement::plru.
  ReplacementState(Replacement, std::uint32_t sets, std::uint32_t ways, std::uint64_t seed);

  /// A hit on the slot.
  void touch(std::uint32_t slot) noexcept {
    if (policy_ == Replacement::lru) [[likely]] {
      stamps_[slot] = ++clock_;
    } else {
      touch_other(slot);
    }
  }
  /// A new occupant of the slot.
  void insert(std::uint32_t slot) noexcept;
  /// The slot to be replaced. Ages the set (srrip), draws a number (random).
  std::uint32_t victim(std::uint32_t set) noexcept;

 private:
  void touch_other(std::uint32_t slot) noexcept;
  void point_away(std::uint32_t slot) noexcept;
  std::uint32_t follow_tree(std::uint32_t set) const noexcept;
  std::uint32_t oldest(std::uint32_t set) const noexcept;
  std::uint32_t draw() noexcept;
  std::uint32_t most_distant(std::uint32_t set) noexcept;

  Replacement policy_;
  std::uint32_t ways_;
  std::uint64_t clock_ = 0;
  std::uint32_t random_;
  std::vector<std::uint64_t> stamps_;  ///< lru: last use; fifo: arrival
  std::vector<std::uint8_t> bits_;     ///< plru: tree nodes from 1; srrip: prediction per way
};

}  // namespace vapa
