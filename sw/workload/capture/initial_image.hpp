#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sw/workload/image.hpp"

namespace vapa::recorder {

/// Where valgrind 3.19 puts things (coregrind/m_ume and m_initimg; `valgrind -d` prints them):
/// position-independent programs, the dynamic linker, the end of the main stack.
inline constexpr VirtAddr program_base{0x108000};
inline constexpr VirtAddr interpreter_base{0x4000000};
inline constexpr VirtAddr stack_end{0x1fff001000};
/// As far down as the stack may ever grow: valgrind takes 16 MiB for the limit "unlimited".
inline constexpr std::uint64_t stack_limit = std::uint64_t{16} << 20U;

/// Bytes of a regular file; nothing for anything else.
std::optional<std::uint64_t> file_size(const std::string& path);

/// The image that execve of `path` leaves behind under valgrind, but for the stack, whose size
/// only the first push tells, and the program break, which only brk tells.
/// Throws InputError when `path` is not a program.
ProcessImage initial_image(const std::string& path);

}  // namespace vapa::recorder
