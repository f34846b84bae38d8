#pragma once
// Where the machine's configuration becomes a device: the only place of the platform that knows
// that one of them is RTL.

#include "core/tlb/clocked_tlb.hpp"
#include "platform/config/system_config.hpp"

namespace vapa {

/// Makes the data TLB that the configuration names; empty when it is the array. Precondition: the
/// configuration is valid.
MakeTlbDevice dtlb_device(const SystemConfig&);

}  // namespace vapa
