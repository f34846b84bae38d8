#pragma once
// Address-space identifiers: given out in order and recycled all at once, with a flush of every
// core, when they are exhausted (as Linux does on Arm and RISC-V).

#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "core/types.hpp"

namespace vapa::kernel {

/// The identifier of an address space, valid in one round of the allocator.
struct AsidHolder {
  Asid asid{0};
  std::uint64_t round = 0;
};

class AsidAllocator {
 public:
  /// With fewer identifiers than cores, and with bits = 0, there are none.
  AsidAllocator(unsigned bits, unsigned cores);

  bool enabled() const noexcept { return limit_ != 0; }
  /// Gives `holder` an identifier of this round. `running`: the spaces on the cores now, null
  /// where none is; they keep theirs through a new round.
  void assign(AsidHolder& holder, std::span<AsidHolder* const> running);
  /// Whether the core must drop all translations before it runs the next space; asked once.
  bool take_flush(CoreId core) noexcept;

  const std::uint64_t& rounds() const noexcept { return recycled_; }

 private:
  void begin_round(std::span<AsidHolder* const> running);

  std::uint32_t limit_;
  std::uint32_t next_ = 1;
  std::uint64_t round_ = 1;
  std::uint64_t recycled_ = 0;
  std::set<std::uint32_t> kept_;
  std::vector<bool> flush_;
};

}  // namespace vapa::kernel
