#pragma once
// What LinuxWorld and the program vapa-actor say to each other. Every actor has a socket of its own
// (SOCK_SEQPACKET): one command, then replies, of which the last has `more` = 0. An actor that
// begins says one reply unasked.

#include <array>
#include <cstdint>

namespace vapa::scenario::protocol {

/// Scenarios have no more.
inline constexpr std::uint32_t most_actors = 64;

/// Descriptors of vapa-actor: the sockets, by actor, then the files, in the order of the Setup.
constexpr int socket_of(std::uint32_t actor) noexcept { return static_cast<int>(actor); }
constexpr int file_of(std::uint32_t actors, std::uint32_t file) noexcept {
  return static_cast<int>(actors + file);
}

/// The actor ended because a fetch ran something other than `ret`.
inline constexpr int not_a_return = 125;

/// As a shell says it: 128 and the signal that ended a process.
constexpr int exit_status(int wait_status) noexcept {
  const int signal = wait_status & 0x7f;
  return signal != 0 ? 128 + signal : wait_status >> 8 & 0xff;
}

struct Command {
  enum class Kind : std::uint32_t {
    load,          ///< args: address, pages
    store,         ///< args: address, pages, value, step
    fetch,         ///< args: address, pages
    call,          ///< `number` and args of syscall(2); result
    read,          ///< args: descriptor, the value beforehand, offset; result and the value
    write,         ///< args: descriptor, value, offset; result
    fork,          ///< `number`: the actor that begins; result: its process
    thread,        ///< likewise; result: its thread
    exit,          ///< of the thread; `number`: status; no reply
    exit_process,  ///< likewise
    wait,          ///< `number`: a process; result: its exit status
  };
  Kind kind = Kind::load;
  std::uint32_t number = 0;
  std::array<std::uint64_t, 6> args{};
};

/// The same value in `count` pages in a row.
struct Run {
  std::uint64_t value = 0;
  std::uint64_t count = 0;
};

/// Sent without the part of `run` that is not used.
struct Reply {
  std::int64_t result = 0;  ///< value or -errno; of an actor that begins: its break
  std::uint64_t minor_faults = 0;
  std::uint64_t major_faults = 0;
  std::int32_t signal = 0;  ///< that ended the touch, with si_code and si_addr
  std::int32_t code = 0;
  std::uint64_t address = 0;
  std::uint32_t more = 0;
  std::uint32_t runs = 0;
  std::array<Run, 256> run{};
};

}  // namespace vapa::scenario::protocol
