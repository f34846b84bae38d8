#pragma once
// A system call as a trace holds it: the call, and what ties it to other processes.

#include <cstdint>
#include <limits>
#include <vector>

#include "core/event.hpp"
#include "core/types.hpp"

namespace vapa {

/// User memory that the kernel reads or writes during a call, in no access of the program.
struct CallBuffer {
  VirtAddr va;
  std::uint64_t bytes = 0;
  bool written = false;  ///< by the kernel
  bool operator==(const CallBuffer&) const = default;
};

struct TracedCall {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  Call call;
  std::uint32_t thread = 0;  ///< that called, counted within its process from 0
  /// fork: the child's process number; wait: that of the process waited for, if known.
  std::uint32_t peer = none;
  /// The pipe that was made, read or written, counted within the trace. A read follows the writes
  /// to the same pipe that make up its bytes.
  std::uint32_t pipe = none;
  std::vector<CallBuffer> buffers;
};

}  // namespace vapa
