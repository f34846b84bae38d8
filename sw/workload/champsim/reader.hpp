#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "sw/workload/image.hpp"

namespace vapa::champsim {

/// ChampSim's input_instr (inc/trace_instruction.h): ip u64, is_branch u8, branch_taken u8,
/// destination registers u8[2], source registers u8[4], destination memory u64[2], source memory
/// u64[4].
inline constexpr std::size_t record_bytes = 64;

/// Whole records whose branch flags are 0 or 1 and whose addresses are those of a user program.
bool plausible(std::span<const std::byte> beginning) noexcept;

/// One fetch of 4 bytes per record, a load of 8 bytes per source, a store per destination.
Process open(const std::string& path);

}  // namespace vapa::champsim
