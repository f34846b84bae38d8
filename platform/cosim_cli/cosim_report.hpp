#pragma once
// What `vapa cosim` prints and writes.

#include <string>
#include <vector>

#include "core/tlb/pipelined_config.hpp"
#include "cosim/campaign.hpp"

namespace vapa {

/// What became of one device.
struct CosimCase {
  enum class Verdict : std::uint8_t { interrupted, no_mismatch, mismatch };

  std::string name;
  Cycle cycles = 0;
  std::uint64_t epochs = 0;
  double seconds = 0;
  Verdict verdict = Verdict::interrupted;
  std::string failure;  ///< of a mismatch
};

/// "about 8 entries, 4KiB 2MiB, VA 39, PA 56, ASID 0, tag 0, 1 walks, latency 0, flush all, ...".
std::string capabilities_text(const cosim::Capabilities&);
/// "16 entries, 16 ways, 4KiB 2MiB 1GiB, VA 48, PA 52, ASID 16, tag 8, 4 misses, 8 waiters, plru".
std::string parameters_text(const PipelinedTlbConfig&);

/// at_most: there may be fewer epochs.
std::string cosim_progress(const std::string& name, const cosim::CampaignStatus&, double seconds,
                           bool at_most);
/// "full: MISMATCH (" begins "full: MISMATCH (oracle) in cycle 5:" begins the text, a line.
std::string mismatch_begin(const std::string& device);
std::string mismatch_place(const std::string& device, const cosim::Mismatch&);
std::string mismatch_text(const std::string& device, const cosim::Mismatch&);
std::string case_text(const CosimCase&);
/// How much was covered, and the names of what was not.
std::string coverage_text(const cosim::Coverage::Summary&);
/// JUnit's XML, as continuous integration reads it: a test case for each device.
std::string junit_text(const std::vector<CosimCase>&);

}  // namespace vapa
