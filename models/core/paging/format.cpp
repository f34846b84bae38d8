// Reading and writing entries by the tables that layout.cpp sets up.

#include "core/paging/format.hpp"

#include <bit>

namespace vapa {

bool Format::canonical(VirtAddr va) const noexcept {
  if (va_bits_ >= 64) return true;
  if (!sign_extended_) return va.value >> va_bits_ == 0;
  const std::uint64_t top = va.value >> (va_bits_ - 1);
  return top == 0 || top == ~std::uint64_t{0} >> (va_bits_ - 1);
}

Entry Format::decode(unsigned level, std::uint64_t raw) const noexcept {
  const Level& l = level_[level];
  if ((raw & present_) == 0) return {};
  const bool leaf = (raw & l.leaf_if) != 0;
  const bool write_only = (raw & write_only_) != 0 && (gather(raw) & right_r) == 0;
  if (write_only || (raw & (leaf ? l.reserved_leaf : l.reserved_table)) != 0) {
    return {EntryKind::reserved, PhysAddr{0}, 0};
  }
  const std::uint64_t frame = raw & (leaf ? l.frame : level_[1].frame);
  const PhysAddr pa{(frame >> frame_low_) << page_shift()};
  if (leaf) return {EntryKind::leaf, pa, gather(raw)};
  return {EntryKind::table, pa, static_cast<std::uint8_t>(gather(raw) & table_rights_)};
}

std::uint8_t Format::combine(std::uint8_t above, std::uint8_t entry) const noexcept {
  return static_cast<std::uint8_t>((entry & (above | own_)) | (above & inherited_));
}

std::uint64_t Format::encode_table(PhysAddr next) const noexcept {
  return table_flags_ | (next.value >> page_shift() << frame_low_);
}

std::uint64_t Format::encode_leaf(unsigned level, PhysAddr pa, std::uint8_t rights) const noexcept {
  if (riscv_ && (rights & right_w) != 0) rights |= right_r;
  return level_[level].leaf_flags | scatter(rights) | (pa.value >> page_shift() << frame_low_);
}

std::uint64_t Format::accessed_mask(EntryKind kind) const noexcept {
  if (kind == EntryKind::leaf) return bit_[std::countr_zero(unsigned{right_a})];
  return kind == EntryKind::table ? table_accessed_ : 0;
}

std::uint64_t Format::dirty_mask() const noexcept {
  return bit_[std::countr_zero(unsigned{right_d})];
}

std::uint8_t Format::gather(std::uint64_t raw) const noexcept {
  unsigned rights = 0;
  for (unsigned n = 0; n < right_count; ++n) {
    rights |= static_cast<unsigned>(((raw ^ inverted_) & bit_[n]) != 0) << n;
  }
  return static_cast<std::uint8_t>(rights);
}

std::uint64_t Format::scatter(std::uint8_t rights) const noexcept {
  std::uint64_t raw = 0;
  for (unsigned n = 0; n < right_count; ++n) {
    if ((rights >> n & 1U) != 0) raw |= bit_[n];
  }
  return raw ^ inverted_;
}

namespace {

std::uint32_t scause(FaultKind kind, Op op) noexcept {
  const bool access_fault = kind == FaultKind::beyond_memory;
  if (op == Op::fetch) return access_fault ? 1 : 12;
  if (is_write(op)) return access_fault ? 7 : 15;
  return access_fault ? 5 : 13;
}

}  // namespace

std::uint32_t Format::fault_code(FaultKind kind, Op op, const RightsMode& mode) const noexcept {
  if (riscv_) return scause(kind, op);
  if (kind == FaultKind::non_canonical || kind == FaultKind::beyond_memory) return 0;
  constexpr std::uint32_t present = 1, write = 2, from_user = 4, reserved = 8, fetch = 16;
  std::uint32_t code = kind == FaultKind::not_present ? 0 : present;
  if (is_write(op)) code |= write;
  if (mode.privilege == Privilege::user) code |= from_user;
  if (kind == FaultKind::reserved) code |= reserved;
  if (op == Op::fetch && (marks_fetch_ || mode.smep)) code |= fetch;
  return code;
}

Fault Format::fault(FaultKind kind, VirtAddr va, Op op, unsigned level,
                    const RightsMode& mode) const noexcept {
  return {va,
          op,
          kind,
          static_cast<std::uint8_t>(level),
          mode.privilege == Privilege::user,
          fault_code(kind, op, mode)};
}

}  // namespace vapa
