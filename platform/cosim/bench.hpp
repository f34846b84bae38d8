#pragma once
// One epoch: a world, a stimulus, a device from reset on, and its judges.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cosim/coverage.hpp"
#include "cosim/device.hpp"
#include "cosim/item.hpp"
#include "cosim/oracle.hpp"
#include "cosim/protocol.hpp"
#include "cosim/walks.hpp"
#include "cosim/world.hpp"

namespace vapa::cosim {

enum class Judge : std::uint8_t { lockstep, oracle, protocol, liveness };
std::string_view name_of(Judge) noexcept;

struct Mismatch {
  Judge judge = Judge::lockstep;
  Cycle cycle = 0;
  std::string what;
};

/// What one cycle was, for a log or a wave.
struct CycleView {
  Cycle cycle;
  const TlbIn& in;
  const TlbOut& device;
  const TlbOut* twin;  ///< null without one
};
using Observer = std::function<void(const CycleView&)>;

/// The device, and for lockstep the twin that it is to equal cycle by cycle.
struct Pair {
  TlbDevice* device = nullptr;
  TlbDevice* twin = nullptr;
};

struct EpochSettings {
  std::uint64_t seed = 1;
  Cycle cycles = 20'000;          ///< of stimulus; what is under way then is brought to its end
  bool stalls = true;             ///< channels wait at random, and what does not count in a fill is
                                  ///< random
  bool waits = true;              ///< a walk's reads take random time
  bool judged = true;             ///< by oracle and protocol; lockstep where there is a twin
  std::vector<VirtAddr> pages{};  ///< of a program, in place of random ones; empty: none
};

class Bench {
 public:
  /// Resets the device. Everything that is random follows from the seed.
  Bench(Pair, const Capabilities&, const EpochSettings&);

  World& world() noexcept { return world_; }
  /// Nothing when the epoch ended without a mismatch. coverage may be null.
  std::optional<Mismatch> run(Stimulus&, Coverage* coverage, const Observer& observer);
  Cycle cycles() const noexcept { return now_ - 1; }

 private:
  void begin_items(Stimulus&);
  bool start(const Item&);
  bool free_tag();
  void drive();
  bool step(Coverage*, const Observer&);
  bool compare(const TlbOut&, const TlbOut&);
  bool shown_alike() const;
  bool counted_alike() const;
  void moves(const TlbOut&, Coverage*);
  void answered(const TlbResponse&, Coverage*);
  void refuse(const Accepted&, const TlbResponse&);
  void accepted();
  bool quiet() const;
  bool hangs();
  bool fail(Judge, std::string);

  Pair pair_;
  Capabilities capabilities_;
  EpochSettings settings_;
  World world_;
  Oracle oracle_;
  Protocol protocol_;
  Walks walks_;
  Random random_;
  std::uint64_t response_stalls_;  ///< in 64ths
  std::uint64_t miss_stalls_;

  Cycle now_ = 1;
  TlbIn in_;
  std::optional<Item> item_;  ///< the next step
  Cycle due_ = 1;             ///< when it begins at the earliest
  bool ended_ = false;
  std::vector<std::optional<Accepted>> waits_;  ///< by tag
  unsigned waiting_ = 0;
  std::uint16_t tag_ = 0;
  std::uint64_t fill_waits_;                          ///< in 64ths, for a flush to meet the fill
  std::vector<std::pair<TlbFlush, Cycle>> flushing_;  ///< moved, not ended
  Cycle last_progress_ = 0;  ///< something was taken or answered, or there was nothing to do
  std::optional<Mismatch> mismatch_;
};

}  // namespace vapa::cosim
