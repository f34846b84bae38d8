#pragma once
// How the CPU reaches the kernel, and how the kernel reaches the machine. The kernel model
// (sw/kernel) implements TrapHandler, the platform implements Machine; neither sees the other.

#include <cstdint>
#include <optional>
#include <span>

#include "core/event.hpp"
#include "core/paging/fault.hpp"
#include "core/paging/rights.hpp"
#include "core/types.hpp"

namespace vapa {

class PhysicalMemory;

/// A stretch of physical memory that the kernel read or wrote; the CPU replays it through the
/// caches with Cause::kernel, past the MMU.
struct Touch {
  PhysAddr pa;
  std::uint32_t bytes = 0;
  bool write = false;
};

/// The thread that a core runs next.
struct Thread {
  std::uint32_t id = 0;
  Program* program = nullptr;
  Context context;        ///< privilege, ASID, root of the page table
  bool switched = false;  ///< another address space than before: without ASIDs the TLB is flushed
};

struct Outcome {
  Thread* run = nullptr;  ///< null: no thread is ready until `wake`; wake 0: all have ended
  Cycle busy = 0;         ///< time the kernel took
  Cycle wake = 0;         ///< absolute
  std::span<const Touch> traffic;  ///< valid until the next trap on this core
  bool traffic_timed = false;      ///< the core waits for the traffic (kernel.charge = traffic)
  Cycle slice_end = 0;             ///< absolute: when to call resume(Reason::time_slice); 0: never
};

using Ticket = std::uint64_t;
inline constexpr Ticket no_ticket = 0;

class TrapHandler {
 public:
  virtual ~TrapHandler() = default;
  /// Serves a fault; the access is re-issued when outcome.run is the same thread.
  virtual Outcome fault(CoreId, Cycle now, const Fault&) = 0;
  virtual Outcome call(CoreId, Cycle now, const Call&) = 0;
  /// Start of the core, end of its program's events, end of its time slice.
  enum class Reason : std::uint8_t { start, program_ended, time_slice };
  virtual Outcome resume(CoreId, Cycle now, Reason) = 0;
  /// All cores have dropped the translations of a shootdown: only now are its frames free.
  virtual void acknowledged(Ticket, Cycle now) = 0;
};

/// An invalidation: of one page or all, of one address space or all, global pages kept unless said.
struct Flush {
  std::optional<VirtAddr> va;
  std::optional<Asid> asid;
  bool globals = false;
};

class Machine {
 public:
  virtual ~Machine() = default;
  virtual PhysicalMemory& memory() = 0;
  virtual void flush_local(CoreId, std::span<const Flush>) = 0;
  /// Bit n of `to` stands for core n.
  virtual void shootdown(CoreId from, std::uint64_t to, std::span<const Flush>, Ticket) = 0;
};

}  // namespace vapa
