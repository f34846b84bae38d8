#pragma once
// What a data sheet says of a memory part.

#include <cstdint>

#include "core/dram/config.hpp"

namespace vapa {

/// Times in clocks of the part where its speed bin gives clocks, else in ns.
struct DramTiming {
  std::uint32_t megatransfers;  ///< per second; two in a clock
  std::uint32_t cl;             ///< clocks, column read to first data
  std::uint32_t cwl;            ///< clocks, column write to first data
  std::uint32_t rcd;            ///< clocks, activate to column access
  std::uint32_t rp;             ///< clocks, precharge to activate
  std::uint32_t burst;          ///< clocks of data for burst_bytes
  std::uint32_t rfc;            ///< ns, all-bank refresh of one rank
  std::uint32_t refi;           ///< ns, between two refreshes of a rank
  std::uint32_t banks;          ///< of a rank, all bank groups together
  std::uint32_t row_bytes;      ///< held by the row buffers of one bank over all chips of a rank
  std::uint32_t subchannels;    ///< independent channels in a 64-bit channel

  static constexpr std::uint32_t burst_bytes = 64;

  double nanoseconds(std::uint32_t clocks) const noexcept {
    return clocks * 2000.0 / megatransfers;
  }
};

/// DramPart::fixed has none; it gets those of ddr4_3200, which no access of it looks at.
const DramTiming& timing_of(DramPart) noexcept;

}  // namespace vapa
