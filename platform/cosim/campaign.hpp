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

struct CampaignSettings {
  std::uint64_t seed = 1;
  Cycle cycles = 1'000'000;     ///< of all epochs together, at least
  Cycle epoch_cycles = 20'000;  ///< a reset and a new world after so many
  unsigned jobs = 1;
  /// Of a program, in place of random steps: each epoch has `epoch_cycles` of them, in their order,
  /// over page tables that allow them, and there are no more than `cycles`. Empty: random steps.
  std::vector<Lookup> lookups{};
};

/// A sequence that makes the device fail, and all that it needs to do so again.
struct Failure {
  EpochSettings epoch;
  std::vector<Item> items;
  Mismatch mismatch;
};

struct CampaignResult {
  Cycle cycles = 0;
  std::uint64_t epochs = 0;
  Coverage coverage;
  std::optional<Failure> failure;  ///< of the first epoch that failed; not yet shrunk
};

/// Of the cycles so far; false: stop.
using CampaignProgress = std::function<bool(Cycle)>;

/// The epochs depend on the settings alone, not on the number of jobs.
CampaignResult run_campaign(const Dut&, const CampaignSettings&, const CampaignProgress&);

/// The seed of an epoch of a campaign.
std::uint64_t epoch_seed(std::uint64_t campaign_seed, std::uint64_t epoch) noexcept;

/// One epoch of known steps. observer may be empty. Throws InputError when the world of the seed
/// has not what a step names.
std::optional<Mismatch> replay(const Dut&, const EpochSettings&, const std::vector<Item>&,
                               const Observer& observer);

/// The same failure (the same judge) with as few steps as trying finds; progress is told the
/// number of steps left, and says false to end the search.
Failure shrink(const Dut&, Failure, const std::function<bool(std::size_t)>& progress);

}  // namespace vapa::cosim
