#pragma once
// The memory of vapa-actor. All that it writes is in slots, whose pages are settled before anything
// is measured: the faults that it counts are the scenario's.

#include <sys/resource.h>

#include <cstddef>

#include "platform/scenario/actor_system.hpp"
#include "platform/scenario/protocol.hpp"

namespace vapa::scenario::actor {

inline constexpr Word page_bytes = 4096;
inline constexpr std::size_t slot_bytes = 8 * page_bytes;

/// Where a signal stopped an access.
struct Stop {
  Word resume = 0;  ///< the stack pointer to go on with; 0: no access is under way
  Word at = 0;      ///< what it accesses
};

/// All that a thread writes. A handler finds its own by the alignment.
struct alignas(slot_bytes) Slot {
  std::uint32_t actors = 0;  ///< of the scenario; in the first slot
  protocol::Reply reply;
  protocol::Command command;
  Stop stop;
  Word transferred = 0;
  rusage usage{};
  alignas(16) unsigned char signal_stack[4 * page_bytes]{};
  alignas(16) unsigned char stack[2 * page_bytes]{};

  void* stack_end() { return stack + sizeof stack; }
};
static_assert(sizeof(Slot) == slot_bytes);

Slot& own_slot();
/// Of another thread.
Slot& slot_of(std::uint32_t actor);

/// Before anything else.
void set_up_memory(std::uint32_t actors);
/// Brings in all that can be read of the program, and all slots in use. They are not locked: a lock
/// would end with fork.
void settle();
/// Drops the translations of this process from the TLB. One that says less than the page table
/// costs a fault that changes nothing, or does not, as long as the TLB happens to keep it.
void forget_translations();
/// The program break, which from now on is at a page.
Word aligned_break();

}  // namespace vapa::scenario::actor
