#include "core/tlb/tlb.hpp"

#include <algorithm>
#include <bit>

namespace vapa {
namespace {

std::vector<std::uint8_t> sorted_shifts(const std::vector<Bytes>& sizes) {
  std::vector<std::uint8_t> shifts;
  shifts.reserve(sizes.size());
  for (const Bytes size : sizes) {
    shifts.push_back(static_cast<std::uint8_t>(std::countr_zero(size.value)));
  }
  std::sort(shifts.begin(), shifts.end());
  shifts.erase(std::unique(shifts.begin(), shifts.end()), shifts.end());
  return shifts;
}

}  // namespace

Tlb::Tlb(const TlbConfig& c, std::uint64_t seed)
    : ways_(c.ways),
      set_mask_(c.entries / c.ways - 1),
      entries_(c.entries),
      replacement_(c.replacement, c.entries / c.ways, c.ways, seed),
      shifts_(sorted_shifts(c.page_sizes)),
      smaller_(shifts_.size()) {
  const std::uint64_t hints = std::bit_ceil(std::uint64_t{c.entries} * 4);
  page_shift_ = shifts_.front();
  hint_shift_ = 64 - static_cast<unsigned>(std::countr_zero(hints));
  hints_.resize(hints);
}

Lookup Tlb::search(VirtAddr va, const Context& context, Op op) noexcept {
  const std::uint32_t slot = find(va, context.asid);
  if (slot == none) return {};
  hints_[hint(va)] = slot;
  return use(slot, va, context, op);
}

std::optional<Leaf> Tlb::page_of(VirtAddr va, Asid asid) const noexcept {
  const std::uint32_t hinted = hints_[hint(va)];
  const std::uint32_t slot = matches(entries_[hinted], va, asid) ? hinted : find(va, asid);
  if (slot == none) return std::nullopt;
  const Entry& e = entries_[slot];
  const VirtAddr page = va.align_down(e.mapped);
  return Leaf{page, PhysAddr{e.frame} - (e.tag - page.value), e.mapped, e.rights, asid};
}

std::uint32_t Tlb::find(VirtAddr va, Asid asid) const noexcept {
  for (const unsigned shift : shifts_) {
    const std::uint32_t first = set_of(va, shift) * ways_;
    for (std::uint32_t slot = first; slot < first + ways_; ++slot) {
      if (matches(entries_[slot], va, asid)) return slot;
    }
    if (set_mask_ == 0) break;  // one set holds every size
  }
  return none;
}

std::optional<Leaf> Tlb::fill(const Leaf& leaf, VirtAddr va) noexcept {
  if (!holds(leaf.shift)) return std::nullopt;
  const auto above = std::upper_bound(shifts_.begin(), shifts_.end(), leaf.shift);
  const auto held = static_cast<unsigned>(above - shifts_.begin()) - 1;
  const VirtAddr first = va.align_down(shifts_[held]);
  std::uint32_t slot = make_room(first, held, leaf);
  std::optional<Leaf> victim;
  if (slot != none) {
    account(entries_[slot], -1);
    replacement_.touch(slot);
  } else {
    const std::uint32_t set = set_of(va, shifts_[held]);
    slot = free_way(set);
    if (slot == none) {
      slot = replacement_.victim(set);
      victim = leaf_of(entries_[slot]);
      remove(slot);
    }
    replacement_.insert(slot);
  }
  install(slot, first, held, leaf);
  hints_[hint(va)] = slot;
  last_touched_ = none;
  return victim;
}

std::uint32_t Tlb::make_room(VirtAddr first, unsigned held, const Leaf& leaf) noexcept {
  std::uint32_t same = none;
  const bool smaller_inside = smaller_[held][(first.value >> shifts_[held]) & region_mask] != 0;
  if (smaller_inside) {
    for (std::uint32_t slot = 0; slot < entries_.size(); ++slot) {
      examine(slot, first, held, leaf, same);
    }
    return same;
  }
  for (std::size_t size = held; size < shifts_.size(); ++size) {
    const std::uint32_t begin = set_of(first, shifts_[size]) * ways_;
    for (std::uint32_t slot = begin; slot < begin + ways_; ++slot) {
      examine(slot, first, held, leaf, same);
    }
    if (set_mask_ == 0) break;
  }
  return same;
}

void Tlb::examine(std::uint32_t slot, VirtAddr first, unsigned held, const Leaf& leaf,
                  std::uint32_t& same) noexcept {
  const Entry& e = entries_[slot];
  if (!valid(e) || !overlaps(e, first, shifts_[held], leaf)) return;
  if (same == none && e.tag == first.value && e.held == held) {
    same = slot;
  } else if (slot != same) {
    remove(slot);
  }
}

bool Tlb::overlaps(const Entry& e, VirtAddr first, unsigned shift,
                   const Leaf& leaf) const noexcept {
  const std::uint64_t mask = e.mask & (~std::uint64_t{0} << shift);
  if (((first.value ^ e.tag) & mask) != 0) return false;
  return leaf.global() || ((leaf.asid.value ^ e.asid) & e.asid_mask) == 0;
}

std::uint32_t Tlb::free_way(std::uint32_t set) const noexcept {
  const std::uint32_t first = set * ways_;
  for (std::uint32_t slot = first; slot < first + ways_; ++slot) {
    if (!valid(entries_[slot])) return slot;
  }
  return none;
}

void Tlb::install(std::uint32_t slot, VirtAddr first, unsigned held, const Leaf& leaf) noexcept {
  Entry& e = entries_[slot];
  e.tag = first.value;
  e.mask = ~std::uint64_t{0} << shifts_[held];
  e.frame = leaf.pa.value + (first - leaf.va.align_down(leaf.shift));
  e.asid = leaf.asid.value;
  e.asid_mask = leaf.global() ? 0 : asid_bits;
  e.rights = leaf.rights;
  e.held = static_cast<std::uint8_t>(held);
  e.mapped = leaf.shift;
  account(e, +1);
}

void Tlb::remove(std::uint32_t slot) noexcept {
  account(entries_[slot], -1);
  entries_[slot] = Entry{};
}

void Tlb::account(const Entry& e, int change) noexcept {
  const auto delta = static_cast<std::uint32_t>(change);
  if (e.mapped != shifts_[e.held]) fragments_ += delta;
  for (std::size_t size = e.held + std::size_t{1}; size < shifts_.size(); ++size) {
    smaller_[size][(e.tag >> shifts_[size]) & region_mask] += delta;
  }
}

unsigned Tlb::invalidate(const Flush& flush) noexcept {
  unsigned removed = 0;
  const auto drop = [&](std::uint32_t slot) {
    const Entry& e = entries_[slot];
    if (!valid(e)) return;
    if (flush.va && ((flush.va->value ^ e.tag) >> e.mapped) != 0) return;
    const bool global = e.asid_mask == 0;
    if (global ? !flush.globals : (flush.asid && flush.asid->value != e.asid)) return;
    remove(slot);
    ++removed;
  };
  if (!flush.va || fragments_ != 0) {
    for (std::uint32_t slot = 0; slot < entries_.size(); ++slot) drop(slot);
    return removed;
  }
  for (const unsigned shift : shifts_) {
    const std::uint32_t first = set_of(*flush.va, shift) * ways_;
    for (std::uint32_t slot = first; slot < first + ways_; ++slot) drop(slot);
  }
  return removed;
}

Leaf Tlb::leaf_of(const Entry& e) const noexcept {
  return {VirtAddr{e.tag}, PhysAddr{e.frame}, shifts_[e.held], e.rights,
          Asid{static_cast<std::uint16_t>(e.asid)}};
}

std::optional<Tlb::View> Tlb::view(std::uint32_t slot) const {
  const Entry& e = entries_[slot];
  if (!valid(e)) return std::nullopt;
  return View{leaf_of(e), e.mapped, slot / ways_, slot % ways_};
}

void Tlb::put(const View& v) noexcept {
  const auto held = std::find(shifts_.begin(), shifts_.end(), v.leaf.shift) - shifts_.begin();
  const VirtAddr page = v.leaf.va.align_down(v.mapped_shift);
  install(v.set * ways_ + v.way, v.leaf.va, static_cast<unsigned>(held),
          {page, v.leaf.pa - (v.leaf.va - page), v.mapped_shift, v.leaf.rights, v.leaf.asid});
}

void Tlb::for_each(const std::function<void(const View&)>& visit) const {
  for (std::uint32_t slot = 0; slot < entries_.size(); ++slot) {
    if (const auto shown = view(slot)) visit(*shown);
  }
}

}  // namespace vapa
