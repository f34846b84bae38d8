#pragma once
// A TlbDevice in a machine that is loosely timed: one request at a time, and the device is clocked
// until it answers. The channels are those of rtl/README.md.

#include <functional>
#include <memory>
#include <optional>

#include "core/paging/rights.hpp"
#include "core/tlb/config.hpp"
#include "core/tlb/device.hpp"
#include "core/tlb/tlb.hpp"
#include "core/trap.hpp"

namespace vapa {

/// seed: of random replacement.
using MakeTlbDevice = std::function<std::unique_ptr<TlbDevice>(std::uint64_t seed)>;

/// Throws std::logic_error when the device breaks its contract: it stays silent for `patience`
/// cycles, answers a walk that failed with something else, or complains.
class ClockedTlb {
 public:
  static constexpr Cycle patience = 1000;

  struct Answer {
    std::optional<TlbResponse> response;  ///< nothing: a walk is asked for, and waits() from now on
    Cycle cycles = 0;                     ///< from the move of the request or fill
  };

  /// Resets the device. array: what it is said to hold.
  ClockedTlb(std::unique_ptr<TlbDevice>, const TlbConfig& array);

  const TlbDevice& device() const noexcept { return *device_; }
  /// Whether a page of 2^shift bytes, or fragments of it, can be held.
  bool holds(unsigned shift) const noexcept { return shift >= smallest_shift_; }

  /// Precondition: !waits(). A hit takes 2 cycles.
  Answer ask(VirtAddr, const Context&, Op);
  /// Whether the device waits for what a walk found.
  bool waits() const noexcept { return walked_.has_value(); }
  /// The walk found a page of 4 KiB · 512^n. Precondition: waits(). There is always a response.
  Answer fill(const Leaf&);
  /// The walk failed. Precondition: waits(). Returns the cycles until the device has said so too.
  Cycle fail(FaultKind);

  /// Complete on return; takes no time. The channel knows no flush that takes global entries of
  /// all address spaces but other ones of a single one, nor one that takes only the latter of all:
  /// either goes without ASID, which removes more than was asked for.
  void flush(const Flush&);

  /// The entries, to look at; replacement state is not among them. Empty when the device has no
  /// debug port.
  Tlb picture();

 private:
  /// Clocks until what is offered has moved, by the `ready` of its channel.
  void offer(bool TlbOut::*ready, Cycle& cycles);
  /// Clocks until the device responds or asks for a walk.
  Answer await(Cycle cycles);
  Answer answer_walk(const TlbFill&);
  void tick(Cycle& cycles);

  std::unique_ptr<TlbDevice> device_;
  TlbConfig array_;
  unsigned smallest_shift_;
  TlbIn in_;
  std::optional<std::uint8_t> walked_;  ///< the miss entry that waits
};

}  // namespace vapa
