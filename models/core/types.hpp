#pragma once
// Strong types of addresses and identifiers, shared by every layer.

#include <compare>
#include <cstdint>

namespace vapa {

/// Time in core clock cycles; converted to sc_time at the TLM surface only.
using Cycle = std::uint64_t;

/// An integer that does not mix with integers of another meaning.
template <class Tag, class Rep>
struct Strong {
  using rep = Rep;
  Rep value = 0;

  constexpr Strong() noexcept = default;
  constexpr explicit Strong(Rep v) noexcept : value(v) {}
  constexpr auto operator<=>(const Strong&) const noexcept = default;
};

/// A byte address with arithmetic against byte counts.
template <class Tag>
struct Address : Strong<Tag, std::uint64_t> {
  using Strong<Tag, std::uint64_t>::Strong;
  constexpr auto operator<=>(const Address&) const noexcept = default;

  constexpr Address operator+(std::uint64_t bytes) const noexcept {
    return Address{this->value + bytes};
  }
  constexpr Address operator-(std::uint64_t bytes) const noexcept {
    return Address{this->value - bytes};
  }
  /// Distance in bytes.
  constexpr std::uint64_t operator-(Address other) const noexcept {
    return this->value - other.value;
  }
  constexpr Address& operator+=(std::uint64_t bytes) noexcept {
    this->value += bytes;
    return *this;
  }
  /// Rounded down to a multiple of 2^shift.
  constexpr Address align_down(unsigned shift) const noexcept {
    return Address{(this->value >> shift) << shift};
  }
  /// Rounded up to a multiple of 2^shift.
  constexpr Address align_up(unsigned shift) const noexcept {
    return Address{(this->value + (std::uint64_t{1} << shift) - 1) >> shift << shift};
  }
  /// The low `shift` bits: the offset within a page of 2^shift bytes.
  constexpr std::uint64_t offset(unsigned shift) const noexcept {
    return this->value & ((std::uint64_t{1} << shift) - 1);
  }
  /// Bytes from here to the next multiple of 2^shift, at least 1: what a range that begins here can
  /// have in one page or line. Ranges are cut by counting what is left of them, because one that
  /// reaches the top of the address space has no end address.
  constexpr std::uint64_t to_block_end(unsigned shift) const noexcept {
    return (std::uint64_t{1} << shift) - offset(shift);
  }
};

using VirtAddr = Address<struct VirtAddrTag>;
using PhysAddr = Address<struct PhysAddrTag>;

/// Address-space identifier (x86: PCID; RISC-V: ASID).
using Asid = Strong<struct AsidTag, std::uint16_t>;
using CoreId = Strong<struct CoreIdTag, std::uint16_t>;

/// Who a memory transaction is for; caches and DRAM count by it.
enum class Cause : std::uint8_t { data, fetch, walk, kernel };
inline constexpr unsigned cause_count = 4;

/// Where a memory access was served, from the core outwards.
enum class Served : std::uint8_t { l1, l2, l3, memory };
inline constexpr unsigned served_count = 4;

}  // namespace vapa
