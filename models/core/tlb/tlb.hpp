#pragma once
// A TLB: the one class that the SystemC modules, the sweeps, the tests and the RTL's judge use.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/paging/rights.hpp"
#include "core/replacement/replacement.hpp"
#include "core/tlb/config.hpp"
#include "core/trap.hpp"
#include "core/types.hpp"

namespace vapa {

/// What a lookup found. With Verdict::miss the rest is meaningless.
struct Lookup {
  Verdict verdict = Verdict::miss;
  std::uint32_t slot = 0;  ///< of the entry: set · ways + way
  PhysAddr pa;             ///< of the byte that was looked up
};

/// Set-associative to fully associative; page sizes share the entries: for each size 2^s held, the
/// set is (VA >> s) mod sets. A leaf larger than any size held is cut to the largest one; the entry
/// keeps the mapped size, so that an invalidation of any address of the page removes every
/// fragment. A fill removes what it overlaps: two entries never match one address.
class Tlb {
 public:
  /// An entry for a person or a test to look at.
  struct View {
    Leaf leaf;  ///< of the fragment held: va, pa, shift of the held size
    std::uint8_t mapped_shift;
    std::uint32_t set;
    std::uint32_t way;
  };

  /// Precondition: the configuration is valid. seed: of random replacement.
  Tlb(const TlbConfig&, std::uint64_t seed);

  std::uint32_t sets() const noexcept { return set_mask_ + 1; }
  std::uint32_t ways() const noexcept { return ways_; }
  /// Whether a page of 2^shift bytes, or fragments of it, can be held.
  bool holds(unsigned shift) const noexcept { return shift >= shifts_.front(); }
  /// log2 of the page sizes held, ascending.
  const std::vector<std::uint8_t>& held_shifts() const noexcept { return shifts_; }

  /// Replacement state moves only when the access is allowed.
  Lookup lookup(VirtAddr va, const Context& context, Op op) noexcept {
    const std::uint32_t slot = hints_[hint(va)];
    if (matches(entries_[slot], va, context.asid)) [[likely]]
      return use(slot, va, context, op);
    return search(va, context, op);
  }

  /// The same answer; nothing moves.
  Lookup probe(VirtAddr va, const Context& context, Op op) const noexcept {
    std::uint32_t slot = hints_[hint(va)];
    if (!matches(entries_[slot], va, context.asid)) slot = find(va, context.asid);
    if (slot == none) return {};
    const Entry& e = entries_[slot];
    return {context.judge(e.rights, op), slot, PhysAddr{e.frame | (va.value & ~e.mask)}};
  }

  /// What lookup() does to the slot of an access that is allowed.
  void touch(std::uint32_t slot) noexcept {
    if (slot == last_touched_) return;
    last_touched_ = slot;
    replacement_.touch(slot);
  }

  /// The whole page that the entry of va belongs to: a fragment's page, not the fragment, so that
  /// another TLB that is filled from this one invalidates as it should.
  std::optional<Leaf> page_of(VirtAddr, Asid) const noexcept;

  /// Installs the translation of `va`, a byte of the leaf's page; the entry of the same page is
  /// refreshed where it is. Returns the valid entry that was replaced. A page smaller than every
  /// size held is not installed.
  std::optional<Leaf> fill(const Leaf&, VirtAddr va) noexcept;

  /// Returns the number of entries removed.
  unsigned invalidate(const Flush&) noexcept;

  /// Nothing when the slot is invalid.
  std::optional<View> view(std::uint32_t slot) const;

  /// The opposite of view(), for a picture of another TLB: an entry where it says. Preconditions:
  /// its size is held; nothing is there, nor an entry that it overlaps.
  void put(const View&) noexcept;

  /// Valid entries, by set and way.
  void for_each(const std::function<void(const View&)>&) const;

 private:
  struct Entry {
    std::uint64_t tag = 0;
    std::uint64_t mask = 0;  ///< bits of the tag
    std::uint64_t frame = 0;
    // An entry matches when no masked bit differs: global: mask 0; invalid: bit 16, which no ASID
    // has, is set in both.
    std::uint32_t asid = no_asid;
    std::uint32_t asid_mask = no_asid;
    std::uint8_t rights = 0;
    std::uint8_t held = 0;    ///< index into shifts_
    std::uint8_t mapped = 0;  ///< log2 of the mapped size
  };
  static constexpr std::uint32_t no_asid = 0x10000;
  static constexpr std::uint32_t asid_bits = 0xffff;
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  static bool valid(const Entry& e) noexcept { return e.asid != no_asid; }
  static bool matches(const Entry& e, VirtAddr va, Asid asid) noexcept {
    return (((va.value ^ e.tag) & e.mask) | std::uint64_t{(asid.value ^ e.asid) & e.asid_mask}) ==
           0;
  }
  // Fibonacci hashing (Knuth, vol. 3, 6.4): pages any power of two apart get hints of their own.
  std::size_t hint(VirtAddr va) const noexcept {
    return ((va.value >> page_shift_) * 0x9E3779B97F4A7C15ULL) >> hint_shift_;
  }
  std::uint32_t set_of(VirtAddr va, unsigned shift) const noexcept {
    return static_cast<std::uint32_t>(va.value >> shift) & set_mask_;
  }
  Lookup use(std::uint32_t slot, VirtAddr va, const Context& context, Op op) noexcept {
    const Entry& e = entries_[slot];
    const Verdict verdict = context.judge(e.rights, op);
    if (verdict == Verdict::allowed) touch(slot);
    return {verdict, slot, PhysAddr{e.frame | (va.value & ~e.mask)}};
  }

  Lookup search(VirtAddr, const Context&, Op) noexcept;
  std::uint32_t find(VirtAddr, Asid) const noexcept;
  bool overlaps(const Entry&, VirtAddr first, unsigned shift, const Leaf&) const noexcept;
  /// Removes what overlaps the new entry but an entry of the same page, whose slot is returned.
  std::uint32_t make_room(VirtAddr first, unsigned held, const Leaf&) noexcept;
  void examine(std::uint32_t slot, VirtAddr first, unsigned held, const Leaf&,
               std::uint32_t& same) noexcept;
  std::uint32_t free_way(std::uint32_t set) const noexcept;
  void install(std::uint32_t slot, VirtAddr first, unsigned held, const Leaf&) noexcept;
  void remove(std::uint32_t slot) noexcept;
  void account(const Entry&, int change) noexcept;
  Leaf leaf_of(const Entry&) const noexcept;

  std::uint32_t ways_;
  std::uint32_t set_mask_;
  unsigned page_shift_;  ///< of the smallest page held
  unsigned hint_shift_;  ///< 64 - log2 of the number of hints
  std::uint32_t last_touched_ = none;
  std::vector<Entry> entries_;        ///< set · ways + way
  std::vector<std::uint32_t> hints_;  ///< a slot that may hold the page
  ReplacementState replacement_;
  std::vector<std::uint8_t> shifts_;

  // What spares scans: how many entries are fragments of a larger page, and for each size held how
  // many smaller entries lie in a region of that size (by a few bits of its number).
  static constexpr std::uint64_t region_mask = 255;
  std::uint32_t fragments_ = 0;
  std::vector<std::array<std::uint32_t, region_mask + 1>> smaller_;
};

}  // namespace vapa
