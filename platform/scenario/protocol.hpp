#pragma once
// What LinuxWorld and its actors say to each other, one packet at a time.

#include <cstdint>

namespace vapa::scenario {

enum class Ask : std::uint32_t { touch, call, fork, thread, exit, wait };

/// The channel of actor n is this descriptor plus n; files follow behind all channels.
inline constexpr int first_channel = 3;

struct Request {
  Ask ask = Ask::touch;
  std::uint32_t op = 0;  ///< of vapa::Op
  std::uint64_t first = 0;
  std::uint64_t pages = 0;
  std::uint64_t value = 0;
  std::uint64_t step = 0;
  std::uint64_t number = 0;  ///< of the system call; of the process to wait for; exit status
  std::uint64_t args[6] = {};
  std::uint32_t channel = 0;     ///< descriptor of the actor that begins
  std::uint32_t moves_word = 0;  ///< 1: the call reads or writes `value` through a buffer
};

/// So many equal values, one after the other.
struct Run {
  std::uint64_t value = 0;
  std::uint64_t count = 0;
};

struct Reply {
  static constexpr std::uint32_t most_runs = 64;

  std::int64_t result = 0;
  std::uint64_t minor = 0;
  std::uint64_t major = 0;
  std::uint64_t address = 0;  ///< si_addr
  std::int32_t signal = 0;    ///< 0: none
  std::int32_t code = 0;      ///< si_code
  std::int32_t thread = 0;    ///< of an actor that begins: its id
  std::uint32_t runs = 0;
  std::uint32_t more = 0;  ///< 1: another packet goes on with this
  Run values[most_runs];
};

}  // namespace vapa::scenario
