#pragma once
// Page-table formats as descriptions: a table of levels, the places of the bits, a rule for
// leaves, and whether rights combine over levels (x86) or come from the leaf (RISC-V).
// Sources: Intel SDM vol. 3A chapter 4; RISC-V Privileged Architecture, chapter "Supervisor-Level
// ISA" (Sv32, Sv39, Sv48, Sv57); the generic layout expresses CS:APP 9.6.4's small system and
// two-level 32-bit tables.
//
// Levels count from 1, the lowest, up to levels(), the root.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/config/schema.hpp"
#include "core/paging/fault.hpp"
#include "core/paging/rights.hpp"
#include "core/types.hpp"

namespace vapa {

enum class FormatName : std::uint8_t { none, x86_64_4, x86_64_5, sv32, sv39, sv48, sv57, generic };
std::span<const std::string_view> enum_names(FormatName) noexcept;

struct PagingConfig {
  FormatName format = FormatName::x86_64_4;
  /// Width of the machine's physical addresses. Entries that hold fewer bits reach only these
  /// (Sv32: 34, generic: what is left of the entry). Address bits of an entry above the width are
  /// reserved on x86 and generic; on RISC-V they make an address outside memory, an access fault.
  std::uint32_t pa_bits = 46;
  bool nx = true;  ///< x86 EFER.NXE: the no-execute bit counts, else it is reserved
  /// true: the walker sets accessed and dirty bits in memory (x86, RISC-V Svadu);
  /// false: a clear bit is a fault (RISC-V Svade)
  bool hardware_ad = true;
  // The generic format; not read by the others.
  std::vector<std::uint32_t> generic_index_bits{10, 10};  ///< root first
  std::uint32_t generic_page_bits = 12;
  std::uint32_t generic_entry_bytes = 4;  ///< 2, 4 or 8

  void describe(Schema&);
  void validate(Problems&) const;
  /// The width that the entries of the format reach: min(pa_bits, what an entry holds).
  unsigned reachable_pa_bits() const noexcept;
  /// log2 of the smallest page, in bytes.
  unsigned page_bits() const noexcept;
};

enum class EntryKind : std::uint8_t { not_present, table, leaf, reserved };

/// A page-table entry, normalised.
struct Entry {
  EntryKind kind = EntryKind::not_present;
  PhysAddr pa;              ///< of the next table or of the frame
  std::uint8_t rights = 0;  ///< bits of Right; of a table entry: what it leaves to those below
};

/// A description, made once per configuration; every member is a few instructions.
///
/// The generic entry, bit by bit: 0 present, 1 writable, 2 user, 3 accessed, 4 dirty, 5 no-execute;
/// with pages of at least 256 bytes also 6 large (a leaf above level 1) and 7 global. The frame
/// number begins at bit max(6, log2 of the page size), so that from 64-byte pages on an entry with
/// its flags masked out is the physical address. Bits between flags and frame number are free.
/// A table begins at a multiple of the page size and may be longer than a page.
class Format {
 public:
  static constexpr unsigned max_levels = 5;
  static constexpr unsigned generic_flag_bits = 6;  ///< below the frame number at least

  /// Throws InputError with the first problem that validate() finds.
  explicit Format(const PagingConfig&);

  FormatName name() const noexcept { return name_; }
  unsigned levels() const noexcept { return levels_; }
  unsigned va_bits() const noexcept { return va_bits_; }
  unsigned pa_bits() const noexcept { return pa_bits_; }
  unsigned page_shift() const noexcept { return level_[1].shift; }
  unsigned entry_bytes() const noexcept { return entry_bytes_; }
  bool hardware_ad() const noexcept { return hardware_ad_; }
  bool riscv() const noexcept { return riscv_; }

  /// log2 of the bytes that one entry of this level maps.
  unsigned shift(unsigned level) const noexcept { return level_[level].shift; }
  unsigned index_bits(unsigned level) const noexcept { return level_[level].index_bits; }
  bool leaf_allowed(unsigned level) const noexcept { return level_[level].leaf_allowed; }
  std::uint64_t table_bytes(unsigned level) const noexcept {
    return std::uint64_t{entry_bytes_} << level_[level].index_bits;
  }
  std::uint64_t index(VirtAddr va, unsigned level) const noexcept {
    const auto& l = level_[level];
    return (va.value >> l.shift) & ((std::uint64_t{1} << l.index_bits) - 1);
  }
  /// Of the entry that translates va, in the table at `table`.
  PhysAddr entry_address(PhysAddr table, VirtAddr va, unsigned level) const noexcept {
    return table + index(va, level) * entry_bytes_;
  }
  /// x86 and RISC-V: the bits above va_bits equal the top one; Sv32 and generic: they are zero.
  bool canonical(VirtAddr) const noexcept;

  Entry decode(unsigned level, std::uint64_t raw) const noexcept;
  /// Rights that hold below an entry with rights `above`, given the next entry's own.
  /// accessed, dirty and global come from the entry alone.
  std::uint8_t combine(std::uint8_t above, std::uint8_t entry) const noexcept;

  /// x86 and generic: writable, user, executable and accessed, as Linux fills its upper levels.
  std::uint64_t encode_table(PhysAddr next) const noexcept;
  /// rights: bits of Right, at least one of r, w, x. What the format cannot withhold is granted:
  /// reading on x86 and generic, executing on x86 without nx; on RISC-V writing implies reading.
  /// Precondition: leaf_allowed(level), pa aligned to 2^shift(level), within pa_bits().
  std::uint64_t encode_leaf(unsigned level, PhysAddr pa, std::uint8_t rights) const noexcept;

  /// Bits that the walker sets in an entry that it uses; 0 where the format has none there.
  std::uint64_t accessed_mask(EntryKind) const noexcept;
  std::uint64_t dirty_mask() const noexcept;

  /// Whether the machine has the address: it is no wider than pa_bits().
  bool reaches(PhysAddr pa) const noexcept { return pa_bits_ >= 64 || pa.value >> pa_bits_ == 0; }

  /// x86 and generic: error code of #PF (SDM vol. 3A, 4.7), 0 where x86 raises another exception;
  /// instruction fetches are marked when no-execute or SMEP is on. RISC-V: scause.
  std::uint32_t fault_code(FaultKind, Op, const RightsMode&) const noexcept;
  /// The fault of an access, with its code. level: of the entry that faulted; 0: none was read.
  Fault fault(FaultKind, VirtAddr, Op, unsigned level, const RightsMode&) const noexcept;

 private:
  struct Geometry;
  static Geometry geometry(const PagingConfig&);

  /// Masks over a raw entry; what is reserved depends on what the entry is.
  struct Level {
    std::uint8_t shift = 0;
    std::uint8_t index_bits = 0;
    bool leaf_allowed = false;
    std::uint64_t leaf_if = 0;     ///< a leaf when any of these is set
    std::uint64_t leaf_flags = 0;  ///< set in every leaf of this level
    std::uint64_t frame = 0;       ///< the address bits of a leaf
    std::uint64_t reserved_table = 0;
    std::uint64_t reserved_leaf = 0;
  };

  void describe_x86(bool nx) noexcept;
  void describe_riscv() noexcept;
  void describe_generic() noexcept;
  void combine_over_levels() noexcept;
  void reserve(std::uint64_t in_every_entry) noexcept;
  void place_frames(unsigned high) noexcept;
  std::uint8_t gather(std::uint64_t raw) const noexcept;
  std::uint64_t scatter(std::uint8_t rights) const noexcept;

  FormatName name_;
  unsigned levels_ = 0;
  unsigned va_bits_ = 0;
  unsigned pa_bits_ = 0;
  unsigned entry_bytes_ = 8;
  unsigned frame_low_ = 12;  ///< entry bit of the lowest frame-number bit
  bool hardware_ad_ = true;
  bool riscv_ = false;
  bool sign_extended_ = false;
  bool marks_fetch_ = false;
  std::uint64_t present_ = 1;
  std::uint64_t inverted_ = 0;        ///< bits that withhold a right when set (no-execute)
  std::uint64_t write_only_ = 0;      ///< RISC-V: W; with the bit of R clear it is reserved
  std::uint64_t table_flags_ = 0;     ///< set in every table entry
  std::uint64_t table_accessed_ = 0;  ///< the accessed bit of a table entry, where there is one
  std::uint8_t table_rights_ = 0;     ///< what a table entry says of those below
  std::uint8_t own_ = 0;              ///< rights that an entry has regardless of those above
  std::uint8_t inherited_ = 0;        ///< rights that hold below once given
  static constexpr unsigned right_count = 7;
  std::array<std::uint64_t, right_count> bit_{};  ///< by log2 of Right
  std::array<Level, max_levels + 1> level_{};
};

}  // namespace vapa
