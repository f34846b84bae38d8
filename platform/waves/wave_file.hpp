#pragma once
// A wave with all that is written beside it: FILE.fst or FILE.vcd, FILE.gtkw, FILE.filters/.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/files/new_file.hpp"
#include "core/tlb/pipelined_tlb.hpp"
#include "waves/traced_tlb.hpp"

namespace vapa {

/// The files that a wave is written into: FILE and FILE.gtkw, and in a folder FILE.filters/.
std::vector<std::string> wave_files(const std::string& path);

/// Throws InputError when a wave cannot be written there: FILE must end in .fst or .vcd.
void check_wave_path(const std::string& path);

/// Where the RTL and its twin differed first.
struct WaveDifference {
  Cycle cycle = 0;
  std::string what;
};

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

  Cycle last_cycle() const noexcept { return last_cycle_; }
  const std::optional<WaveDifference>& difference() const noexcept { return difference_; }

  /// Gives the file its name and writes what belongs to it. looked_at: the cycle that it opens at;
  /// 0: where they differ. A FILE.gtkw that is not of ours, such as one that GTKWave saved, stays.
  /// Throws InputError when it cannot.
  void finish(Cycle looked_at = 0);
  /// "FILE; gtkwave FILE.gtkw shows it".
  std::string words() const;

 private:
  RtlBuild build_;
  std::string path_;
  bool vcd_;
  NewFile fst_;  ///< of a VCD it is not kept
  std::unique_ptr<TracedTlb> device_;
  std::unique_ptr<PipelinedTlb> twin_;
  TracedTlb* traced_;
  PipelinedTlb* model_;
  Cycle last_cycle_ = 0;
  std::optional<WaveDifference> difference_;
};

}  // namespace vapa
