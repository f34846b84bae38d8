#pragma once
// Short ways to say a TLB, a page and an access in tests.

#include <initializer_list>

#include "core/tlb/tlb.hpp"

namespace vapa {

inline constexpr std::uint64_t kib = 1024;
inline constexpr std::uint64_t mib = 1024 * kib;
inline constexpr std::uint64_t gib = 1024 * mib;

using Asids = std::initializer_list<std::uint16_t>;

inline constexpr std::uint8_t user_rwx = right_r | right_w | right_x | right_u | right_a | right_d;
inline constexpr std::uint8_t user_rw = user_rwx & ~right_x;

inline TlbConfig tlb_of(std::uint32_t entries, std::uint32_t ways,
                        std::vector<Bytes> sizes = {Bytes{4 * kib}},
                        Replacement policy = Replacement::lru) {
  TlbConfig c;
  c.entries = entries;
  c.ways = ways;
  c.page_sizes = std::move(sizes);
  c.replacement = policy;
  return c;
}

inline const std::vector<Bytes>& three_sizes() {
  static const std::vector<Bytes> sizes{Bytes{4 * kib}, Bytes{2 * mib}, Bytes{gib}};
  return sizes;
}

inline Context user(std::uint16_t asid = 0) { return Context(Asid{asid}, PhysAddr{0}, {}); }
inline Context supervisor(std::uint16_t asid = 0) {
  RightsMode mode;
  mode.privilege = Privilege::supervisor;
  mode.supervisor_user = true;
  return Context(Asid{asid}, PhysAddr{0}, mode);
}

/// The page of 2^shift bytes that va lies in, mapped to the page of pa.
inline Leaf leaf_at(std::uint64_t va, std::uint64_t pa, unsigned shift = 12,
                    std::uint8_t rights = user_rwx, std::uint16_t asid = 0) {
  return {VirtAddr{va}.align_down(shift), PhysAddr{pa}.align_down(shift),
          static_cast<std::uint8_t>(shift), rights, Asid{asid}};
}

/// Fills the translation of va and returns what was replaced.
inline std::optional<Leaf> map(Tlb& tlb, std::uint64_t va, std::uint64_t pa, unsigned shift = 12,
                               std::uint8_t rights = user_rwx, std::uint16_t asid = 0) {
  return tlb.fill(leaf_at(va, pa, shift, rights, asid), VirtAddr{va});
}

inline Verdict load(Tlb& tlb, std::uint64_t va, std::uint16_t asid = 0) {
  return tlb.lookup(VirtAddr{va}, user(asid), Op::load).verdict;
}

inline bool holds_page(const Tlb& tlb, std::uint64_t va, std::uint16_t asid = 0) {
  return tlb.probe(VirtAddr{va}, user(asid), Op::load).verdict != Verdict::miss;
}

inline std::vector<Tlb::View> entries_of(const Tlb& tlb) {
  std::vector<Tlb::View> list;
  tlb.for_each([&](const Tlb::View& view) { list.push_back(view); });
  return list;
}

}  // namespace vapa
