#pragma once
// The program that runs in the x86-64 guest: descriptor tables, handlers that catch what an access
// ends in, and the instructions that make one. Bytes by the Intel SDM vol. 2; no assembler needed.

#include <array>

#include "core/event.hpp"
#include "oracle/guest_memory.hpp"

namespace vapa::oracle::guest_program {

/// Physical = supervisor's virtual address of the first 2 MiB; below 32 KiB lies the program.
inline constexpr std::uint64_t stack_top = 0x6000;
inline constexpr std::uint64_t start = 0x6000;  ///< loads IDT and TSS, then `started`
inline constexpr std::uint64_t started = 0x6010;
inline constexpr std::uint64_t user_frame = 0x7000;  ///< mapped at user_page too
inline constexpr std::uint64_t user_page = 0x20'0000;

inline constexpr std::uint64_t kernel_code = 0x08;  ///< selectors
inline constexpr std::uint64_t kernel_data = 0x10;

/// Where a supervisor's access begins: the address in rbx; cl holds int3, also for stores.
std::uint64_t supervisor_entry(Op) noexcept;
/// Enters user mode at the address in rdx.
std::uint64_t enter_user() noexcept;
/// Where a user's access begins.
std::uint64_t user_entry(Op) noexcept;

/// The exceptions that are caught. A completed access ends in the breakpoint exception.
enum class Vector : std::uint8_t {
  breakpoint = 3,
  double_fault = 8,
  stack = 12,
  protection = 13,
  page_fault = 14
};
inline constexpr std::array vectors{Vector::breakpoint, Vector::double_fault, Vector::stack,
                                    Vector::protection, Vector::page_fault};
/// The handler of `vector` has arrived here with the error code in rdi and CR2 in rsi.
std::uint64_t caught(Vector) noexcept;

inline constexpr std::byte int3{0xcc};

void install(GuestMemory&);

}  // namespace vapa::oracle::guest_program
