#pragma once
// A TLB as a list of entries that is searched from end to end: slow, and obviously what the
// contract says. It judges vapa::Tlb and shares no code with it.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/paging/rights.hpp"
#include "core/replacement/naive.hpp"
#include "core/tlb/config.hpp"
#include "core/trap.hpp"

namespace vapa {

class OracleTlb {
 public:
  struct Entry {
    Leaf page;  ///< whole, as mapped
    VirtAddr first;
    unsigned held;  ///< log2 of the bytes that this entry covers
    std::uint32_t set, way;

    bool covers(VirtAddr va) const { return va.value / size(held) == first.value / size(held); }
    bool belongs_to(Asid asid) const { return page.global() || page.asid == asid; }
    PhysAddr translate(VirtAddr va) const { return page.pa + (va - page.va); }
  };

  explicit OracleTlb(const TlbConfig& c) : ways_(c.ways), sets_(c.entries / c.ways) {
    for (const Bytes bytes : c.page_sizes) held_.push_back(log2_of(bytes.value));
    for (std::uint32_t set = 0; set < sets_; ++set) {
      policies_.push_back(naive::make(c.replacement, ways_));
    }
  }

  static std::uint64_t size(unsigned shift) { return std::uint64_t{1} << shift; }

  std::vector<Entry*> matching(VirtAddr va, Asid asid) {
    std::vector<Entry*> found;
    for (Entry& e : entries_) {
      if (e.covers(va) && e.belongs_to(asid)) found.push_back(&e);
    }
    return found;
  }

  /// Null: a miss.
  const Entry* lookup(VirtAddr va, const Context& context, Op op) {
    const auto found = matching(va, context.asid);
    if (found.empty()) return nullptr;
    const Entry* e = found.front();
    if (policies_[e->set] && context.judge(e->page.rights, op) == Verdict::allowed) {
      policies_[e->set]->touch(e->way);
    }
    return e;
  }

  /// What a fill may do: nothing (no size held is small enough), refresh or take a free way (no
  /// victim), or replace `victim`. Under random replacement `chosen` is what the TLB replaced; a
  /// choice outside the set leaves the answer empty.
  std::optional<Entry> fill(const Leaf& leaf, VirtAddr va, const std::optional<Leaf>& chosen) {
    const auto held = largest_held_up_to(leaf.shift);
    if (!held) return std::nullopt;
    Entry fresh{leaf, VirtAddr{va.value / size(*held) * size(*held)}, *held, 0, 0};
    fresh.set = static_cast<std::uint32_t>(va.value / size(*held) % sets_);
    const Entry* same = keep_only_the_same_page(fresh);
    if (same != nullptr) {
      fresh.way = same->way;
      if (policies_[fresh.set]) policies_[fresh.set]->touch(fresh.way);
      drop_if([&](const Entry& e) { return e.set == fresh.set && e.way == fresh.way; });
      entries_.push_back(fresh);
      return std::nullopt;
    }
    std::optional<Entry> victim;
    if (const auto way = free_way(fresh.set)) {
      fresh.way = *way;
    } else {
      victim = policies_[fresh.set] ? in_way(fresh.set, policies_[fresh.set]->victim())
                                    : in_set(fresh.set, chosen);
      if (!victim) return std::nullopt;
      fresh.way = victim->way;
      drop_if([&](const Entry& e) { return e.set == fresh.set && e.way == fresh.way; });
    }
    if (policies_[fresh.set]) policies_[fresh.set]->insert(fresh.way);
    entries_.push_back(fresh);
    return victim;
  }

  unsigned invalidate(const Flush& flush) {
    return drop_if([&](const Entry& e) {
      if (flush.va && flush.va->value / size(e.page.shift) != e.page.va.value / size(e.page.shift))
        return false;
      if (e.page.global()) return flush.globals;
      return !flush.asid || e.page.asid == *flush.asid;
    });
  }

  const std::vector<Entry>& entries() const { return entries_; }

 private:
  static unsigned log2_of(std::uint64_t value) {
    unsigned shift = 0;
    while (size(shift) < value) ++shift;
    return shift;
  }
  std::optional<unsigned> largest_held_up_to(unsigned shift) const {
    std::optional<unsigned> best;
    for (const unsigned held : held_) {
      if (held <= shift && (!best || held > *best)) best = held;
    }
    return best;
  }
  static bool overlap(const Entry& a, const Entry& b) {
    const VirtAddr a_last = a.first + (size(a.held) - 1);
    const VirtAddr b_last = b.first + (size(b.held) - 1);
    const bool addresses = a.first <= b_last && b.first <= a_last;
    return addresses && (a.page.global() || b.page.global() || a.page.asid == b.page.asid);
  }
  // One entry of the very page stays, to be refreshed: the one in the lowest way.
  const Entry* keep_only_the_same_page(const Entry& fresh) {
    std::optional<std::uint32_t> kept;
    for (const Entry& e : entries_) {
      if (overlap(e, fresh) && e.first == fresh.first && e.held == fresh.held) {
        kept = std::min(kept.value_or(e.way), e.way);
      }
    }
    const auto is_kept = [&](const Entry& e) {
      return kept && e.first == fresh.first && e.held == fresh.held && e.way == *kept;
    };
    drop_if([&](const Entry& e) { return overlap(e, fresh) && !is_kept(e); });
    const auto found = std::find_if(entries_.begin(), entries_.end(), is_kept);
    return found == entries_.end() ? nullptr : &*found;
  }
  std::optional<std::uint32_t> free_way(std::uint32_t set) const {
    for (std::uint32_t way = 0; way < ways_; ++way) {
      if (!in_way(set, way)) return way;
    }
    return std::nullopt;
  }
  std::optional<Entry> in_way(std::uint32_t set, std::uint32_t way) const {
    for (const Entry& e : entries_) {
      if (e.set == set && e.way == way) return e;
    }
    return std::nullopt;
  }
  std::optional<Entry> in_set(std::uint32_t set, const std::optional<Leaf>& chosen) const {
    for (const Entry& e : entries_) {
      if (chosen && e.set == set && e.first == chosen->va && e.held == chosen->shift &&
          e.page.asid == chosen->asid)
        return e;
    }
    return std::nullopt;
  }
  template <class Predicate>
  unsigned drop_if(Predicate predicate) {
    return static_cast<unsigned>(std::erase_if(entries_, predicate));
  }

  std::uint32_t ways_;
  std::uint32_t sets_;
  std::vector<unsigned> held_;
  std::vector<std::unique_ptr<naive::Policy>> policies_;
  std::vector<Entry> entries_;
};

}  // namespace vapa
