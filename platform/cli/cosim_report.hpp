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

/// "16 entries, 16 ways, 4KiB 2MiB 1GiB, VA 48, PA 52, ASID 16, tag 8, 4 misses, 8 waiters, plru".
std::string parameters_text(const PipelinedTlbConfig&);

std::string cosim_progress(const std::string& name, Cycle done, Cycle total, double seconds);
std::string case_text(const CosimCase&);
/// How much was covered, and the names of what was not.
std::string coverage_text(const cosim::Coverage::Summary&);
/// JUnit's XML, as continuous integration reads it: a test case for each device.
std::string junit_text(const std::vector<CosimCase>&);

}  // namespace vapa
