#pragma once

#include "cosim/item.hpp"
#include "cosim/random.hpp"
#include "cosim/world.hpp"

namespace vapa::cosim {

/// Constrained random steps: requests with locality and aliases, context changes without a fence,
/// changes of page tables with and without a flush, flushes in every phase of what follows from
/// them. Each seed has its own mix.
class RandomStimulus final : public Stimulus {
 public:
  RandomStimulus(const World&, const Capabilities&, std::uint64_t seed);
  std::optional<Item> next() override;

 private:
  RightsMode mode();
  TlbRequest request();
  TlbFlush flush(VirtAddr page);
  VirtAddr address();

  const World& world_;
  Capabilities capabilities_;
  Random random_;
  unsigned idle_;       ///< longest wait between steps
  unsigned change_in_;  ///< one step in so many changes something
  unsigned flush_in_;   ///< one request in so many that is likely to miss is followed by a flush
  RightsMode mode_;     ///< of most requests
  Asid asid_{0};        ///< likewise
  std::vector<VirtAddr> recent_;
  std::optional<TlbRequest> follows_;  ///< the request of the step before
  std::optional<VirtAddr> misses_;     ///< likewise its page, when it is likely to miss
  bool flush_next_ = false;
};

}  // namespace vapa::cosim
