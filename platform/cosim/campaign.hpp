#pragma once
// Many epochs of one device, on several threads; what is found is shrunk.

#include <functional>

#include "cosim/bench.hpp"

namespace vapa::cosim {

/// One access of a program.
struct Lookup {
  VirtAddr va;
  Op op = Op::load;
};

/// The next accesses of a program, `most` of them; none at its end.
using Lookups = std::function<std::vector<Lookup>(std::uint64_t most)>;

struct CampaignSettings {
  std::uint64_t seed = 1;
  Cycle cycles = 1'000'000;     ///< of all epochs together, at least
  Cycle epoch_cycles = 20'000;  ///< a reset and a new world after so many
  unsigned jobs = 1;
  /// Of a program, in place of random steps: each epoch has `epoch_cycles` of them, in their order,
  /// over page tables that allow them, and there are no more than `cycles`. Called by one thread at
  /// a time. Empty: random steps.
  Lookups lookups{};
};

/// A sequence that makes the device fail, and all that it needs to do so again.
struct Failure {
  EpochSettings epoch;
  std::vector<Item> items;
  Mismatch mismatch;
  bool repeats = true;  ///< false: a new device does not fail, because reset() leaves something
};

struct CampaignResult {
  Cycle cycles = 0;
  std::uint64_t epochs = 0;  ///< that were judged to their end
  bool stopped = false;      ///< before the last epoch, without a failure
  Coverage coverage;
  std::optional<Failure> failure;  ///< of the first epoch that failed; not yet shrunk
};

struct CampaignStatus {
  Cycle cycles = 0;          ///< in epochs that have ended
  std::uint64_t epochs = 0;  ///< of them
  std::uint64_t of = 0;      ///< all; of a program at most so many
};

/// Asked by the thread that calls run_campaign(), at the end of its epochs and within them; false:
/// stop.
using CampaignProgress = std::function<bool(const CampaignStatus&)>;

/// The epochs depend on the settings alone, not on the number of jobs. What a device throws ends
/// the campaign, and is thrown when nothing failed until then.
CampaignResult run_campaign(const Dut&, const CampaignSettings&, const CampaignProgress&);

/// The seed of an epoch of a campaign.
std::uint64_t epoch_seed(std::uint64_t campaign_seed, std::uint64_t epoch) noexcept;

/// One epoch of known steps. observer may be empty. Throws InputError when the world of the seed
/// has not what a step names.
std::optional<Mismatch> replay(const Dut&, const EpochSettings&, const std::vector<Item>&,
                               const Observer& observer);

/// The same failure (the same judge) with as few steps as trying finds; progress is told the
/// number of steps left before each try, and says false to end the search.
Failure shrink(const Dut&, Failure, const std::function<bool(std::size_t)>& progress);

}  // namespace vapa::cosim
