#pragma once
// The lines that valgrind's --trace-syscalls=yes adds to a log (coregrind/m_syswrap prints them):
//   SYSCALL[pid,tid](9) sys_mmap ( 0x0, 8192, 3, 34, 4294967295, 0 ) --> [pre-success]
//   Success(0x4835000) SYSCALL[pid,tid](0) sys_read ( 4, 0x1ffeffedb8, 832 ) --> [async] ...
//   SYSCALL[pid,tid](0) ... [async] --> Success(0x340)

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vapa {

struct SyscallLine {
  enum class Part : std::uint8_t {
    start,       ///< the call with its arguments; with its result unless that comes later
    completion,  ///< the result of a call that was announced before
    result,      ///< a line of its own that is nothing but a result
  };
  Part part = Part::start;
  std::uint32_t pid = 0;
  std::uint32_t thread = 0;  ///< counted from 1
  std::uint16_t number = 0;
  std::array<std::uint64_t, 6> args{};
  std::string path;                    ///< the string argument that valgrind shows
  std::optional<std::int64_t> result;  ///< value, or -errno
  bool open = false;                   ///< the result comes on a later line
  std::uint32_t child = 0;             ///< pid of the process that a fork made
};

/// True for the beginnings of lines that parse_syscall() reads.
bool is_syscall_line(std::string_view line) noexcept;

/// Reads a line without its '\n'. `rest` gets what valgrind printed behind it on the same line.
/// Nothing when the line is malformed.
std::optional<SyscallLine> parse_syscall(std::string_view line, std::string_view& rest);

}  // namespace vapa
