#pragma once

#include <memory>

#include "sw/workload/image.hpp"
#include "sw/workload/pattern/spec.hpp"

namespace vapa::pattern {

/// One process: its footprint mapped anonymous, readable and writable; loads and stores, no
/// fetches.
Process open(const Spec&);

}  // namespace vapa::pattern
