#pragma once
// What only the program vapa-waves has: the RTL with a tracer.

#include <memory>
#include <string>

#include "waves/traced_tlb.hpp"

namespace vapa {

struct WaveTools {
  std::unique_ptr<TracedTlb> (*make)(const RtlBuild&, std::uint64_t seed);
  bool (*write_vcd)(const std::string& fst, const std::string& vcd);
};

/// Null in vapa, which hands a command line with --wave over to vapa-waves.
const WaveTools* wave_tools() noexcept;
/// Called by the main of vapa-waves, before everything else.
void set_wave_tools(const WaveTools&) noexcept;

}  // namespace vapa
