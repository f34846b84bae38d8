#pragma once
// What a program is: batches of events. System calls stand beside them.

#include <array>
#include <cstdint>
#include <span>

#include "core/types.hpp"

namespace vapa {

/// rmw is a read-modify-write: one lookup, with the intent to write.
enum class Op : std::uint8_t { load, store, rmw, fetch, call };

constexpr bool is_write(Op op) noexcept { return op == Op::store || op == Op::rmw; }

/// One step of a program.
struct Event {
  VirtAddr va;             ///< first byte; unused by Op::call
  std::uint32_t aux = 0;   ///< Op::call: the argument of Program::call()
  std::uint16_t size = 0;  ///< bytes, at least 1; unused by Op::call
  Op op = Op::load;
  std::uint8_t depends = 0;  ///< 1: the address comes from the load before it (pointer chase)
};
static_assert(sizeof(Event) == 16);

/// The system calls that the kernel model knows; anything else a trace holds is `other`.
enum class Syscall : std::uint8_t {
  mmap,
  munmap,
  mprotect,
  mremap,
  brk,
  madvise,
  msync,
  mlock,
  munlock,
  read,
  write,
  fork,
  exec,
  wait,
  pipe,
  dup,
  open,
  close,
  exit,
  other,
};

/// A system call of a program. Arguments as in the Linux ABI of x86-64; for mmap, args[4] is the
/// file descriptor and `file` the index of the file behind it in the program's image.
struct Call {
  static constexpr std::uint32_t no_file = ~std::uint32_t{0};

  Syscall name = Syscall::other;
  bool has_result = false;   ///< recorded: `result` is what the real kernel answered
  std::uint16_t number = 0;  ///< the recorder's system call number, for `other`
  std::array<std::uint64_t, 6> args{};
  std::int64_t result = 0;  ///< value, or -errno
  std::uint32_t file = no_file;
};

/// A source of events: a trace, a synthetic pattern, a scenario.
class Program {
 public:
  virtual ~Program() = default;
  /// The next batch, valid until the following call of next(); empty at the end of the program.
  /// Throws InputError (see core/error.hpp) on a corrupt source.
  virtual std::span<const Event> next() = 0;
  /// The call named by Event::aux of the current batch.
  virtual const Call& call(std::uint32_t aux) const = 0;
  /// What the process or thread runs that a call of this program makes; it outlives the simulation.
  /// Null: nobody knows, and none is made.
  virtual Program* created(const Call&) { return nullptr; }
};

}  // namespace vapa
