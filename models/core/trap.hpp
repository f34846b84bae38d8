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

/// The thread that a core runs next. The kernel owns it; it lives until it has ended.
struct Thread {
  std::uint32_t id = 0;
  Program* program = nullptr;
  Context context;        ///< privilege, ASID, root of the page table
  bool switched = false;  ///< another address space than before: without ASIDs the TLB is flushed
};

/// What a trap came to. Its effects on memory and page tables have happened; the core takes the
/// time, replays the traffic and goes on with `run`.
struct Outcome {
  Thread* run = nullptr;  ///< null: no thread is ready until `wake`; wake 0: all have ended
  Cycle busy = 0;         ///< time the kernel took, before the traffic
  Cycle wake = 0;         ///< absolute: without a thread, when to call resume(Reason::time_slice)
  std::span<const Touch> traffic;  ///< valid until the next trap on this core
  bool traffic_timed = false;      ///< the core waits for the traffic (kernel.charge = traffic)
  Cycle slice_end = 0;             ///< absolute: when to call resume(Reason::time_slice); 0: never
};

using Ticket = std::uint64_t;
inline constexpr Ticket no_ticket = 0;

/// The kernel, as the cores reach it. now: absolute time of the core; times of different cores need
/// not ascend.
class TrapHandler {
 public:
  virtual ~TrapHandler() = default;
  /// Serves a fault of the core's thread. The access is re-issued when that thread runs again, now
  /// or later.
  virtual Outcome fault(CoreId, Cycle now, const Fault&) = 0;
  /// Performs a system call of the core's thread, which goes on behind it when it runs again; after
  /// Syscall::exit it does not.
  virtual Outcome call(CoreId, Cycle now, const Call&) = 0;
  /// Start of the core; end of its program's events; end of its time slice (Outcome::slice_end), or
  /// time to look for a thread again (Outcome::wake).
  enum class Reason : std::uint8_t { start, program_ended, time_slice };
  virtual Outcome resume(CoreId, Cycle now, Reason) = 0;
  /// All cores have dropped the translations of a shootdown: only now are its frames free.
  virtual void acknowledged(Ticket, Cycle now) = 0;
};

/// An invalidation: of one page or all, of one address space or all, global pages kept unless said.
struct Flush {
  /// Any address of the page as it is mapped: every fragment that a TLB holds of a larger page
  /// goes. Of the walk caches, the entries on the way to it. Absent: every address.
  std::optional<VirtAddr> va;
  /// Of the entries to go; of global ones it does not count. Absent: every address space.
  std::optional<Asid> asid;
  bool globals = false;  ///< global entries go too
};

/// The hardware, as the kernel acts on it: it writes page tables into memory and then says which
/// translations are to be forgotten. Taking the time for that is the kernel's own business
/// (Outcome::busy).
class Machine {
 public:
  virtual ~Machine() = default;
  virtual PhysicalMemory& memory() = 0;
  /// One core drops translations: both TLB levels and the walk caches, complete on return.
  virtual void flush_local(CoreId, std::span<const Flush>) = 0;
  /// Other cores drop translations; bit n of `to` stands for core n, `from` is not among them. Once
  /// all have, TrapHandler::acknowledged() is called with the ticket, perhaps before the return.
  virtual void shootdown(CoreId from, std::uint64_t to, std::span<const Flush>, Ticket) = 0;
};

}  // namespace vapa
