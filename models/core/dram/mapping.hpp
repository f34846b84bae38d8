#pragma once
// Which address bits choose channel, rank, bank, row and column.

#include <array>
#include <cstdint>

#include "core/dram/config.hpp"
#include "core/dram/timing.hpp"
#include "core/types.hpp"

namespace vapa {

/// Where a burst lies. column: in bursts of DramTiming::burst_bytes.
struct DramPlace {
  std::uint64_t row = 0;
  std::uint32_t channel = 0;
  std::uint32_t rank = 0;
  std::uint32_t bank = 0;
  std::uint32_t column = 0;

  bool operator==(const DramPlace&) const noexcept = default;
};

/// A bijection between the bursts of a memory and the places of a part with as many rows as it
/// takes. Channels are those that work independently (subchannels of DDR5).
class DramMap {
 public:
  /// memory_bytes: rounded up to a power of two, at least one row of every bank.
  DramMap(const DramConfig&, const DramTiming&, std::uint64_t memory_bytes);

  /// An address beyond the memory wraps around.
  DramPlace place(PhysAddr) const noexcept;
  /// The first byte of the burst.
  PhysAddr address(const DramPlace&) const noexcept;

  std::uint32_t channels() const noexcept { return 1U << channel_.width; }
  std::uint32_t ranks() const noexcept { return 1U << rank_.width; }
  std::uint32_t banks() const noexcept { return 1U << bank_.width; }
  std::uint64_t rows() const noexcept { return std::uint64_t{1} << row_.width; }
  std::uint32_t columns() const noexcept { return 1U << column_.width; }

 private:
  struct Bits {
    unsigned shift = 0;
    unsigned width = 0;

    std::uint64_t get(std::uint64_t address) const noexcept {
      return (address >> shift) & ((std::uint64_t{1} << width) - 1);
    }
    std::uint64_t put(std::uint64_t value) const noexcept { return value << shift; }
  };

  /// Least significant first.
  std::array<Bits*, 5> order(DramMapping) noexcept;

  Bits channel_;
  Bits rank_;
  Bits bank_;
  Bits row_;
  Bits column_;
};

}  // namespace vapa
