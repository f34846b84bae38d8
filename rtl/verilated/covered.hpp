#pragma once
// The counts of cover properties, out of Verilator's own file format.

#include <verilated.h>

#include <vector>

#include "core/tlb/device.hpp"

namespace vapa {

/// Each cover property of the models of this context, and how often it was met.
std::vector<TlbCover> covers_of(VerilatedContext&);

}  // namespace vapa
