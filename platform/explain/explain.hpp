#pragma once
// One translation told step by step, as a textbook would.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/event.hpp"
#include "platform/config/system_config.hpp"
#include "sw/workload/image.hpp"

namespace vapa {

/// The access with this number, counting from 1 over the whole workload, in the run itself.
struct AccessNumber {
  std::uint64_t value = 1;
};

/// A load of this byte, issued where the first program of the workload ends.
struct ProbeAddress {
  VirtAddr va;
};

using ExplainTarget = std::variant<AccessNumber, ProbeAddress>;

/// Runs the workload as far as needed. Throws InputError when it ends before the target, or is
/// corrupt before it. Preconditions as for run().
std::string explain(const SystemConfig&, std::vector<Process>, const ExplainTarget&);

}  // namespace vapa
