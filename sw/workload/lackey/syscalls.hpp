#pragma once
// System calls of Linux on x86-64 by their numbers (arch/x86/entry/syscalls/syscall_64.tbl).

#include <cstdint>

#include "core/event.hpp"

namespace vapa {

/// What a call does to file descriptors.
enum class FdEffect : std::uint8_t {
  none,
  opens,
  opens_two,
  closes,
  closes_range,
  duplicates,
  duplicates_onto
};

struct SyscallTraits {
  std::uint16_t number;
  Syscall name;
  FdEffect fd;
  bool takes_fd;                    ///< args[0] is a file descriptor that is read or written
  std::uint8_t flags_at = 0;        ///< the argument that holds flags of the new descriptors
  std::uint64_t close_on_exec = 0;  ///< the flag that closes them at an exec; 0: none known
};

/// Syscall::other without effects for a number that the table does not hold.
const SyscallTraits& syscall_traits(std::uint16_t number) noexcept;

/// valgrind prints the flags of clone in hexadecimal without "0x", and arch_prctl's address.
bool prints_bare_hex(std::uint16_t number) noexcept;

namespace syscall_number {
inline constexpr std::uint16_t mmap = 9;
inline constexpr std::uint16_t munmap = 11;
inline constexpr std::uint16_t rt_sigreturn = 15;
inline constexpr std::uint16_t shmget = 29;
inline constexpr std::uint16_t shmat = 30;
inline constexpr std::uint16_t clone = 56;
inline constexpr std::uint16_t shmdt = 67;
inline constexpr std::uint16_t fcntl = 72;
inline constexpr std::uint16_t chdir = 80;
inline constexpr std::uint16_t fchdir = 81;
inline constexpr std::uint16_t arch_prctl = 158;
inline constexpr std::uint16_t openat = 257;
inline constexpr std::uint16_t newfstatat = 262;
inline constexpr std::uint16_t execveat = 322;
inline constexpr std::uint16_t openat2 = 437;
}  // namespace syscall_number

}  // namespace vapa
