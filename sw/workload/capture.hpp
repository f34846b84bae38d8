#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace vapa {

struct Captured {
  int exit_status = 0;       ///< of the program, as a shell tells it: 128 + signal for a killed one
  bool interrupted = false;  ///< by SIGINT or SIGTERM to this process: the trace ends there
  std::uint64_t processes = 0;  ///< streams: a process counts again after an exec
  std::uint64_t accesses = 0;
  std::uint64_t calls = 0;
  std::uint64_t bytes = 0;         ///< of the trace
  std::uint64_t unread_lines = 0;  ///< of valgrind's log; 0 unless its version is unknown to us
  std::uint64_t left_out = 0;      ///< accesses to what only valgrind maps, in no trace
  std::uint64_t inferred = 0;      ///< processes whose program could not be read: VMAs are inferred
};

/// Runs `command` (program and arguments) under valgrind's lackey and writes what it does, its
/// children included, as the native trace `output`, which gets its name when it is complete.
/// Memory is bounded; the log of valgrind is eaten as it grows. `progress` hears of the accesses
/// so far several times a second. While it runs, SIGINT and SIGTERM end the capture, not this
/// process. Throws InputError: no valgrind, no such program, an output that cannot be written.
Captured capture(const std::vector<std::string>& command, const std::string& output,
                 const std::function<void(std::uint64_t)>& progress = {});

}  // namespace vapa
