// Where each format keeps its bits. Reading and writing entries by these tables is format.cpp.

#include <algorithm>
#include <bit>

#include "core/error.hpp"
#include "core/paging/format.hpp"

namespace vapa {
namespace {

constexpr std::uint64_t bit(unsigned n) noexcept { return std::uint64_t{1} << n; }

/// Bits [low, high).
constexpr std::uint64_t bits(unsigned low, unsigned high) noexcept {
  if (high <= low) return 0;
  return (~std::uint64_t{0} >> (64U - (high - low))) << low;
}

constexpr std::uint8_t all_access = right_r | right_w | right_x | right_u;
constexpr unsigned generic_large = 6;
constexpr unsigned generic_global = 7;

void check(const PagingConfig& config) {
  Problems problems;
  config.validate(problems);
  if (problems.list().empty()) return;
  const auto& first = problems.list().front();
  throw InputError("paging." + first.key + ": " + first.message);
}

}  // namespace

struct Format::Geometry {
  std::vector<std::uint32_t> index_bits;  ///< root first
  unsigned page_bits = 12;
  unsigned entry_bytes = 8;
};

Format::Geometry Format::geometry(const PagingConfig& c) {
  switch (c.format) {
    case FormatName::none:
      return {{}};
    case FormatName::x86_64_4:
    case FormatName::sv48:
      return {{9, 9, 9, 9}};
    case FormatName::x86_64_5:
    case FormatName::sv57:
      return {{9, 9, 9, 9, 9}};
    case FormatName::sv39:
      return {{9, 9, 9}};
    case FormatName::sv32:
      return {{10, 10}, 12, 4};
    case FormatName::generic:
      break;
  }
  return {c.generic_index_bits, c.generic_page_bits, c.generic_entry_bytes};
}

Format::Format(const PagingConfig& config)
    : name_(config.format), hardware_ad_(config.hardware_ad) {
  check(config);
  const Geometry g = geometry(config);
  levels_ = static_cast<unsigned>(g.index_bits.size());
  entry_bytes_ = g.entry_bytes;
  pa_bits_ = config.reachable_pa_bits();
  unsigned shift = g.page_bits;
  level_[1].shift = static_cast<std::uint8_t>(shift);
  for (unsigned n = 1; n <= levels_; ++n) {
    level_[n].shift = static_cast<std::uint8_t>(shift);
    level_[n].index_bits = static_cast<std::uint8_t>(g.index_bits[levels_ - n]);
    shift += level_[n].index_bits;
  }
  va_bits_ = levels_ == 0 ? 64 : shift;
  switch (name_) {
    case FormatName::none:
      break;
    case FormatName::x86_64_4:
    case FormatName::x86_64_5:
      describe_x86(config.nx);
      break;
    case FormatName::generic:
      describe_generic();
      break;
    default:
      describe_riscv();
  }
}

// SDM vol. 3A, tables 4-14 to 4-20.
void Format::describe_x86(bool nx) noexcept {
  constexpr std::uint64_t large = bit(7);
  constexpr std::uint64_t no_execute = bit(63);
  sign_extended_ = true;
  marks_fetch_ = nx;
  inverted_ = nx ? no_execute : 0;
  bit_ = {bit(0), bit(1), nx ? no_execute : bit(0), bit(2), bit(5), bit(6), bit(8)};
  combine_over_levels();
  for (unsigned n = 1; n <= levels_; ++n) {
    Level& l = level_[n];
    l.leaf_allowed = n <= 3;
    l.leaf_if = n == 1 ? present_ : l.leaf_allowed ? large : 0;
    l.leaf_flags = present_ | (n == 1 ? 0 : large);
    l.reserved_table = l.leaf_allowed ? 0 : large;
    l.reserved_leaf = bits(13, l.shift);  // bit 12 of a large leaf belongs to the PAT
  }
  place_frames(pa_bits_);
  reserve(bits(pa_bits_, 52) | (nx ? 0 : no_execute));
}

// Privileged Architecture, "Sv32", "Sv39", "Sv48", "Sv57" and their address translation process;
// without Svnapot and Svpbmt bits 54-63 are reserved. All bits of the PPN are address, however wide
// the machine's addresses are.
void Format::describe_riscv() noexcept {
  riscv_ = true;
  sign_extended_ = name_ != FormatName::sv32;
  frame_low_ = 10;
  bit_ = {bit(1), bit(2), bit(3), bit(4), bit(6), bit(7), bit(5)};
  write_only_ = bit(2);
  table_flags_ = present_;
  table_rights_ = right_g;
  own_ = all_access | right_a | right_d | right_g;
  inherited_ = right_g;
  for (unsigned n = 1; n <= levels_; ++n) {
    Level& l = level_[n];
    l.leaf_allowed = true;
    l.leaf_if = bit(1) | bit(2) | bit(3);
    l.leaf_flags = present_;
    l.reserved_table = n == 1 ? present_ : bit(4) | bit(6) | bit(7);
    l.reserved_leaf = bits(frame_low_, frame_low_ + l.shift - page_shift());
  }
  const unsigned ppn_high = entry_bytes_ == 4 ? 32 : 54;
  place_frames(ppn_high);
  reserve(bits(ppn_high, 64));
}

void Format::describe_generic() noexcept {
  const bool has_large = page_shift() > generic_global;
  const std::uint64_t large = has_large ? bit(generic_large) : 0;
  frame_low_ = std::max(generic_flag_bits, page_shift());
  marks_fetch_ = true;
  inverted_ = bit(5);
  bit_ = {bit(0), bit(1), bit(5), bit(2), bit(3), bit(4), has_large ? bit(generic_global) : 0};
  combine_over_levels();
  for (unsigned n = 1; n <= levels_; ++n) {
    Level& l = level_[n];
    l.leaf_allowed = n == 1 || has_large;
    l.leaf_if = n == 1 ? present_ : large;
    l.leaf_flags = present_ | (n == 1 ? 0 : large);
    l.reserved_leaf = bits(frame_low_, frame_low_ + l.shift - page_shift());
  }
  const unsigned frame_high = frame_low_ + pa_bits_ - page_shift();
  place_frames(frame_high);
  reserve(bits(frame_high, 64));
}

void Format::combine_over_levels() noexcept {
  table_flags_ = scatter(all_access | right_a);
  table_accessed_ = bit_[std::countr_zero(unsigned{right_a})];
  table_rights_ = all_access;
  own_ = right_a | right_d | right_g;
}

void Format::reserve(std::uint64_t in_every_entry) noexcept {
  for (unsigned n = 1; n <= levels_; ++n) {
    level_[n].reserved_table |= in_every_entry;
    level_[n].reserved_leaf |= in_every_entry;
  }
}

// high: the entry bit above the frame number's highest.
void Format::place_frames(unsigned high) noexcept {
  for (unsigned n = 1; n <= levels_; ++n) {
    level_[n].frame = bits(frame_low_ + level_[n].shift - page_shift(), high);
  }
}

}  // namespace vapa
