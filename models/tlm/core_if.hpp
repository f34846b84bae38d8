#pragma once
// What the CPU asks of the MMU: to run a batch of accesses.

#include <cstdint>
#include <span>
#include <systemc>

#include "core/event.hpp"
#include "core/paging/fault.hpp"
#include "core/paging/rights.hpp"
#include "core/trap.hpp"

namespace vapa {

/// Why a batch ended. deadline: time reached it, after the last access done.
enum class Stop : std::uint8_t { end, deadline, call, fault };

struct BatchResult {
  std::size_t done = 0;  ///< events completed; the event that stopped the batch is not among them
  Cycle now = 0;         ///< time at the end
  Stop stop = Stop::end;
  Fault fault;                  ///< after Stop::fault
  std::uint32_t attempted = 0;  ///< after Stop::fault: pages of the event that were looked up
};

class CoreIf : public virtual sc_core::sc_interface {
 public:
  /// Translates and performs accesses until the batch ends, an access faults, a call is met, or
  /// the time has reached the deadline. attempted: the first event is re-issued after a fault, and
  /// so many of its pages count as replays. An access that faults takes the time that it has spent
  /// and no cycle of its own; when it faults for translation it has touched no memory.
  virtual BatchResult run(std::span<const Event>, std::uint32_t attempted, Cycle now,
                          Cycle deadline) = 0;

  /// Privilege, address space and root of the accesses to come. Drops nothing.
  virtual void set_context(const Context&) = 0;

  /// The kernel's own memory traffic, through L1D and past the translation. Returns its latency.
  virtual Cycle kernel_traffic(std::span<const Touch>, Cycle now) = 0;
};

}  // namespace vapa
