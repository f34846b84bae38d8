#pragma once
// A wave with all that is written beside it: FILE.fst or FILE.vcd, FILE.gtkw, FILE.filters/.

#include <memory>
#include <optional>
#include <string>

#include "core/files/new_file.hpp"
#include "core/tlb/pipelined_tlb.hpp"
#include "waves/traced_tlb.hpp"

namespace vapa {

/// Throws InputError when a wave cannot be written there: FILE must end in .fst or .vcd.
void check_wave_path(const std::string& path);

/// Only in vapa-waves (platform/waves/tools.hpp).
class WaveFile {
 public:
  /// The RTL of that build and its twin. Throws InputError as check_wave_path().
  WaveFile(const RtlBuild&, std::uint64_t seed, std::string path);

  /// Each to be taken once, and to be gone before finish().
  std::unique_ptr<TlbDevice> take_device() { return std::move(device_); }
  std::unique_ptr<TlbDevice> take_twin() { return std::move(twin_); }

  /// Writes a cycle, after both were evaluated with these inputs and before their edge.
  void note(Cycle, const TlbIn&, const TlbOut& device, const TlbOut& twin);

  /// Gives the file its name and writes what belongs to it. looked_at: the cycle that it opens at.
  /// Throws InputError when it cannot.
  void finish(Cycle looked_at = 0);
  /// "FILE; gtkwave FILE.gtkw shows it".
  std::string words() const;

 private:
  std::string beside(const char* suffix) const;

  RtlBuild build_;
  std::string path_;
  bool vcd_;
  NewFile fst_;  ///< of a VCD it is not kept
  std::unique_ptr<TracedTlb> device_;
  std::unique_ptr<PipelinedTlb> twin_;
  TracedTlb* traced_;
  PipelinedTlb* model_;
};

}  // namespace vapa
