#pragma once
// Names of transactions for the lanes of a wave.

#include "waves/traced_tlb.hpp"

namespace vapa {

/// Of a cycle with these inputs and outputs; the lookup is the device's.
WaveLanes lanes_of(const TlbIn&, const TlbOut& device, const TlbOut& twin, LookupEnd,
                   std::uint16_t lookup_tag);

/// Adds a name to the lane `differs`.
void note_difference(WaveLanes&, bool differs, const char* what);

}  // namespace vapa
