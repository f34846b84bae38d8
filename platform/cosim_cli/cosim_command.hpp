#pragma once
// The options, the runs and the verdicts of `vapa cosim` and of its like.

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cosim/bench.hpp"
#include "cosim/campaign.hpp"
#include "cosim/device.hpp"
#include "terminal/program.hpp"

namespace vapa {

/// A wave that is being written.
class CosimWave {
 public:
  virtual ~CosimWave() = default;
  /// Each to be taken once, and to be gone before finish().
  virtual std::unique_ptr<TlbDevice> take_device() = 0;
  virtual std::unique_ptr<TlbDevice> take_twin() = 0;
  virtual void note(const cosim::CycleView&) = 0;
  /// looked_at: the cycle at which it opens.
  virtual void finish(Cycle looked_at) = 0;
  /// Where it is and how to see it.
  virtual std::string words() const = 0;
};

/// What another program said of a sequence.
struct CosimReplay {
  int status = 0;
  std::string out;
};

/// How --wave FILE is served.
struct CosimWaves {
  /// All that will be written; its contents are no longer what they were.
  std::function<std::vector<std::string>(const std::string& wave)> files;
  /// Throws InputError when no wave can be written there.
  std::function<void(const std::string& wave)> check;
  /// Begins a wave of a device in this program; empty: other programs do.
  std::function<std::unique_ptr<CosimWave>(const std::string& device, const std::string& wave)>
      open;
  /// Has another program take this command line over; its exit status.
  std::function<int()> hand_over;
  /// Has another program replay a saved sequence, until it ends or is interrupted.
  std::function<CosimReplay(const std::string& stimulus, const std::string& wave,
                            const std::function<bool()>& interrupted)>
      elsewhere;
};

/// A program's accesses.
struct CosimWorkload {
  std::string notice;                     ///< what the user may not expect; empty: nothing
  std::function<cosim::Lookups()> begin;  ///< from the first access on
};

/// Who runs, and what it can hold.
struct CosimProgram {
  std::string name;                   ///< as the user calls it: "vapa cosim"
  std::vector<cosim::Dut> devices;    ///< never empty; equal each time, so that a replay repeats
  std::optional<CosimWaves> waves{};  ///< nothing: there is no --wave
  /// Throws InputError when there is no such one. Empty: there is no --workload.
  std::function<CosimWorkload(const std::string& name)> workload{};
};

/// Adds the options to `command`; when it is chosen, `action` is set.
void add_cosim_options(CLI::App& command, CosimProgram, Action& action);

}  // namespace vapa
