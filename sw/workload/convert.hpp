#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "sw/workload/workload.hpp"

namespace vapa {

struct ConvertOptions {
  enum class To : std::uint8_t { native, lackey };
  To to = To::native;
  std::uint64_t skip = 0;   ///< accesses of each process left out; the calls among them are kept
  std::uint64_t limit = 0;  ///< accesses of each process written after them; 0: to the end
  WorkloadOptions workload{};
};

struct Converted {
  std::uint64_t processes = 0;  ///< streams
  std::uint64_t accesses = 0;
  std::uint64_t calls = 0;
  std::uint64_t bytes = 0;  ///< of the output
};

/// Writes the workload `spec` (see open_workload) as the file `output`, which gets its name when it
/// is complete; memory is bounded. `progress` hears of the accesses read so far, now and then.
/// Throws InputError: a bad input, an output that cannot be written, several processes to a text.
Converted convert(std::string_view spec, const std::string& output, const ConvertOptions& = {},
                  const std::function<void(std::uint64_t)>& progress = {});

}  // namespace vapa
