#pragma once
// The RTL with a tracer: what it does, what its twin does and the names of transactions, side by
// side in one file. Seen without Verilator.

#include <memory>
#include <string>

#include "core/tlb/device.hpp"
#include "rtl/builds.hpp"

namespace vapa {

/// How a lookup ends its cycle, by the numbers of vapa_tlb_waves.sv. stays: held up, or blocked.
enum class LookupEnd : std::uint8_t { none, hit, refused, miss, merge, stays };

/// What happens in one cycle as a text for each lane; empty: nothing. Shown are 48 characters.
struct WaveLanes {
  std::string request;
  std::string lookup;
  std::string response;
  std::string miss;
  std::string fill;
  std::string flush;
  std::string differs;  ///< what the RTL's outputs are not as the twin's
};

/// What stands in a wave beside the RTL.
struct WaveCycle {
  Cycle cycle = 1;  ///< 0 is the reset
  const TlbOut& twin;
  TlbCounts twin_counts;
  const WaveLanes& lanes;
};

class TracedTlb : public TlbDevice {
 public:
  /// What is shown from now on goes into a new FST, complete when the TLB is gone. To be called
  /// before reset(). Precondition: the file can be written.
  virtual void trace_to(const std::string& fst) = 0;
  /// Of the cycle of the last eval().
  virtual LookupEnd lookup() const = 0;
  virtual std::uint16_t lookup_tag() const = 0;
  /// Writes the cycle of the last eval(). A cycle lasts 1 ns in the file, `clk` is high in its
  /// first half.
  virtual void show(const WaveCycle&) = 0;
};

/// The RTL of that build, not yet reset; null when it is none of rtl_builds().
std::unique_ptr<TracedTlb> make_traced_tlb(const RtlBuild&, std::uint64_t seed);

}  // namespace vapa
