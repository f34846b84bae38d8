#pragma once
// What `vapa cosim` prints and writes.

#include <string>
#include <vector>

#include "core/tlb/pipelined_config.hpp"
#include "cosim/coverage.hpp"

namespace vapa {

/// What became of one device.
struct CosimCase {
  std::string name;
  Cycle cycles = 0;
  std::uint64_t epochs = 0;
  double seconds = 0;
  std::string failure;  ///< empty: none
};

/// "about 8 entries, 4KiB 2MiB, VA 39, PA 56, ASID 0, tag 0, 1 walks, latency 0, flush all, ...".
std::string capabilities_text(const cosim::Capabilities&);
/// "16 entries, 16 ways, 4KiB 2MiB 1GiB, VA 48, PA 52, ASID 16, tag 8, 4 misses, 8 waiters, plru".
std::string parameters_text(const PipelinedTlbConfig&);

std::string cosim_progress(const std::string& name, Cycle done, Cycle total, double seconds);
std::string case_text(const CosimCase&);
/// How much was covered, and the names of what was not.
std::string coverage_text(const cosim::Coverage::Summary&);
/// JUnit's XML, as continuous integration reads it: a test case for each device.
std::string junit_text(const std::vector<CosimCase>&);

}  // namespace vapa
