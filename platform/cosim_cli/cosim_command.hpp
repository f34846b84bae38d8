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

/// How --wave FILE is served.
struct CosimWaves {
  /// Throws InputError when no wave can be written there.
  std::function<void(const std::string& wave)> check;
  /// Begins a wave of a device in this program; empty: `elsewhere` does.
  std::function<std::unique_ptr<CosimWave>(const std::string& device, const std::string& wave)>
      open;
  /// Has another program replay a saved sequence; its exit status. silent: without its output.
  std::function<int(const std::string& stimulus, const std::string& wave, bool silent)> elsewhere;
};

/// Who runs, and what it can hold.
struct CosimProgram {
  std::string name;                   ///< as the user calls it: "vapa cosim"
  std::vector<cosim::Dut> devices;    ///< never empty; equal each time, so that a replay repeats
  std::optional<CosimWaves> waves{};  ///< nothing: there is no --wave
  /// The first `most` accesses of a workload; throws InputError. Empty: there is no --workload.
  std::function<std::vector<cosim::Lookup>(const std::string& workload, std::uint64_t most)>
      lookups{};
};

/// Adds the options to `command`; when it is chosen, `action` is set.
void add_cosim_options(CLI::App& command, CosimProgram, Action& action);

}  // namespace vapa
