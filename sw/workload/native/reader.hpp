#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sw/workload/image.hpp"
#include "sw/workload/native/stream_info.hpp"
#include "sw/workload/traced_call.hpp"

namespace vapa::native {

/// A program that also shows what ties its calls to other processes.
class TracedProgram : public Program {
 public:
  /// The call named by Event::aux of the current batch.
  virtual const TracedCall& traced(std::uint32_t aux) const = 0;
  const Call& call(std::uint32_t aux) const final { return traced(aux).call; }
};

/// The streams of a trace, as far as the file is whole; throws InputError when there is none.
std::vector<StreamInfo> read_streams(const std::string& path);

/// The events of one stream of those that read_streams() tells. next() throws InputError at a
/// defect, a missing end included.
std::unique_ptr<TracedProgram> open_stream(const std::string& path, std::uint32_t stream);

/// All streams of a trace, in their order.
std::vector<Process> open(const std::string& path);

}  // namespace vapa::native
