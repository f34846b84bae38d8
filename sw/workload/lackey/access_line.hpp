#pragma once
// The lines of valgrind's lackey that name an access: "I  0401ab70,3", " L 1fff0006d8,8",
// " S …", " M …" (lackey/lk_main.c prints them; the cache lab of CS:APP uses the same form).

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/event.hpp"
#include "sw/workload/access_limit.hpp"

namespace vapa {

enum class LineFault : std::uint8_t {
  none,
  not_an_access,    ///< some other line, perhaps a good one
  malformed,        ///< begins like an access and goes on otherwise
  address_too_big,  ///< more than 64 bits, or the access ends beyond them
  size_zero,
  size_too_big,
};

namespace lackey_detail {

inline constexpr std::uint8_t not_hex = 16;
inline constexpr std::array<std::uint8_t, 256> nibbles = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(not_hex);
  for (unsigned digit = 0; digit < 10; ++digit) {
    table['0' + digit] = static_cast<std::uint8_t>(digit);
  }
  for (unsigned digit = 0; digit < 6; ++digit) {
    table['a' + digit] = table['A' + digit] = static_cast<std::uint8_t>(10 + digit);
  }
  return table;
}();

inline unsigned nibble(char c) noexcept { return nibbles[static_cast<unsigned char>(c)]; }

/// The access that the two first characters of a line announce; Op::call: none.
inline Op announced(const char* line) noexcept {
  if (line[0] == 'I' && line[1] == ' ') return Op::fetch;
  if (line[0] != ' ') return Op::call;
  switch (line[1]) {
    case 'L':
      return Op::load;
    case 'S':
      return Op::store;
    case 'M':
      return Op::rmw;
    default:
      return Op::call;
  }
}

}  // namespace lackey_detail

/// Reads one line that ends with '\n'; `p` is left behind the '\n' unless there is a fault.
inline LineFault parse_access(const char*& p, Event& event) noexcept {
  using namespace lackey_detail;
  const Op op = announced(p);
  if (op == Op::call) return LineFault::not_an_access;
  const char* q = p + 2;
  while (*q == ' ') ++q;
  const char* const digits = q;
  while (*q == '0') ++q;
  const char* const significant = q;
  std::uint64_t va = 0;
  for (unsigned n = nibble(*q); n != not_hex; n = nibble(*++q)) {
    va = va << 4U | n;
  }
  const char* const digits_end = q;
  if (q == digits || *q != ',') return LineFault::malformed;
  const char* const decimals = ++q;
  std::uint64_t size = 0;
  for (unsigned n = nibble(*q); n < 10; n = nibble(*++q)) {
    if (size <= max_access_size) size = size * 10 + n;
  }
  if (q == decimals) return LineFault::malformed;
  if (*q == '\r') ++q;
  if (*q != '\n') return LineFault::malformed;
  if (size == 0) return LineFault::size_zero;
  if (size > max_access_size) return LineFault::size_too_big;
  constexpr std::ptrdiff_t most_digits = 16;
  if (digits_end - significant > most_digits || !ends_in_64_bits(VirtAddr{va}, size))
    return LineFault::address_too_big;
  event = {.va = VirtAddr{va}, .size = static_cast<std::uint16_t>(size), .op = op};
  p = q + 1;
  return LineFault::none;
}

}  // namespace vapa
