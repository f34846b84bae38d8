#pragma once
// The first byte of an encoded event. docs/trace-format.md gives the whole picture.
//   0x01…0x3f  fetch: size in bits 0–3 (1 to 15), bytes of the address difference in bits 4–5
//              (0, 1, 2, 3); 0x41…0x4f the same with 6 bytes
//   0x50       system call      0x51  any access, written out
//   0x80…0xf7  data access: 0x80 + 40 · operation + 4 · size class + length class of the difference

#include <array>
#include <cstdint>

#include "core/event.hpp"

namespace vapa::native {

inline constexpr std::uint8_t control_call = 0x50;
inline constexpr std::uint8_t control_wide = 0x51;
inline constexpr std::uint8_t control_data = 0x80;
inline constexpr unsigned data_ops = 3;  // load, store, rmw
inline constexpr std::array<std::uint16_t, 10> data_sizes{1, 2, 4, 8, 16, 32, 64, 10, 28, 512};
inline constexpr std::array<std::uint8_t, 4> data_lengths{1, 2, 3, 6};
inline constexpr unsigned codes_per_op = 40;
static_assert(data_sizes.size() * data_lengths.size() == codes_per_op);

/// Where the address of a data access is predicted from: the previous data access of the same
/// instruction. Slots are shared by instructions that agree in their low bits.
inline constexpr unsigned slot_count = 4096;
inline constexpr unsigned slot_step = 1367;  ///< from one data access of an instruction to the next

/// What both sides of the codec remember of a stream from event to event, across blocks.
struct Predictor {
  std::uint64_t next_fetch = 0;  ///< behind the last fetch
  std::uint64_t place = 0;       ///< the last fetch, slot_step further for each data access since
  std::array<std::uint64_t, slot_count> last{};

  std::uint64_t& slot() noexcept { return last[place % slot_count]; }
  void see_fetch(std::uint64_t va, unsigned size) noexcept {
    next_fetch = va + size;
    place = va;
  }
  void see_data(std::uint64_t va) noexcept {
    slot() = va;
    place += slot_step;
  }
};

}  // namespace vapa::native
