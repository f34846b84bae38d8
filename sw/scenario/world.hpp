#pragma once
// Where a scenario plays: in the kernel model or in the Linux below. Both are asked for the same
// actions, one after the other, and answer with what a program and its observer can see.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/event.hpp"
#include "core/types.hpp"
#include "sw/kernel/accounting.hpp"
#include "sw/kernel/types.hpp"

namespace vapa::scenario {

/// Of all pages that scenarios count in.
inline constexpr unsigned page_shift = 12;
inline constexpr std::uint64_t page_bytes = std::uint64_t{1} << page_shift;

/// A thread, alone in its process or not, numbered as the scenario names them; 0 begins.
using ActorId = Strong<struct ActorIdTag, std::uint32_t>;

/// An access of 8 bytes to each of `pages` pages in a row, `first` and the same place in the pages
/// behind it. It ends at the first signal.
struct Touch {
  Op op = Op::load;  ///< load, store or fetch; a fetch runs the bytes there, a `ret`
  VirtAddr first;
  std::uint64_t pages = 1;
  std::uint64_t value = 0;  ///< stored
  std::uint64_t step = 0;   ///< what is stored grows by it from page to page
};

/// A system call with arguments as in the Linux ABI of x86-64. Files are named by `file`, their
/// number in the Setup, wherever the ABI has a descriptor. Of read and write (pread64, pwrite64):
/// args[1] is the value of the 8 bytes written, args[3] the offset; the value read is answered.
struct SystemCall {
  Syscall name = Syscall::other;
  std::array<std::uint64_t, 6> args{};
  std::uint32_t file = Call::no_file;
};

struct ForkProcess {
  ActorId child;
};
struct StartThread {
  ActorId thread;
};
/// The thread ends; with its last one the process. Done when its memory is given back.
struct Exit {
  std::uint8_t status = 0;
};
/// Reaps a child that has ended.
struct WaitFor {
  ActorId child;
};

using Action = std::variant<Touch, SystemCall, ForkProcess, StartThread, Exit, WaitFor>;

/// A signal that an access raised; the actor catches it and lives on.
struct Raised {
  kernel::Signal signal = kernel::Signal::none;
  VirtAddr address;  ///< si_addr
  bool operator==(const Raised&) const noexcept = default;
};

struct Answer {
  std::int64_t result = 0;            ///< of a call: its value or -errno
  std::vector<std::uint64_t> values;  ///< of loads, page by page; of Syscall::read, one
  std::uint64_t minor_faults = 0;     ///< of the actor during the action (ru_minflt)
  std::uint64_t major_faults = 0;     ///< likewise (ru_majflt)
  std::optional<Raised> raised;
};

/// A memory area with its accounting, as a block of /proc/PID/smaps.
struct Area : kernel::Usage {
  VirtAddr start;
  VirtAddr end;
  std::uint8_t prot = 0;  ///< of Prot
  bool shared = false;
};

/// What a world begins with.
struct Setup {
  std::vector<std::uint64_t> files;  ///< bytes of each; all zero, in the page cache, clean
  std::uint32_t actors = 1;          ///< that the scenario names
  bool huge_pages = false;           ///< transparent ones (PR_SET_THP_DISABLE is off)
};

/// Made anew for every scenario.
class World {
 public:
  virtual ~World() = default;
  /// Precondition: the actor lives and is not the one who waits. Throws InputError where the world
  /// itself fails (a child that is gone, no more processes).
  virtual Answer act(ActorId, const Action&) = 0;
  /// The areas of the actor's process that overlap [from, to), in order.
  virtual std::vector<Area> areas(ActorId, VirtAddr from, VirtAddr to) = 0;
  /// The first byte behind the program's break at its start, page aligned.
  virtual VirtAddr heap() const = 0;
};

/// Scenarios map from here on where they name no place; no world has anything here.
inline constexpr VirtAddr arena{std::uint64_t{1} << 45U};

}  // namespace vapa::scenario
