// The way of one address through the TLB levels and the walker.

#include "tlm/mmu.hpp"

namespace vapa {

Mmu::Translation Mmu::translate(Side& s, VirtAddr va, Op op, bool replay, Cycle now) {
  if (!paging_) return {PhysAddr{va.value}, 0, true, {}};
  if (!s.tlb) return second_level(s, va, op, replay, 0, now);
  return first_level(s, s.tlb->lookup(va, context_, op), va, op, replay, now);
}

Mmu::Translation Mmu::first_level(Side& s, const Lookup& found, VirtAddr va, Op op, bool replay,
                                  Cycle now) {
  count(s.stats, found.verdict, replay);
  const Cycle spent = s.tlb_time;
  switch (found.verdict) {
    case Verdict::allowed:
      return {found.pa, spent, true, {}};
    case Verdict::denied:
      return refuse(format_.fault(FaultKind::rights, va, op, 0, context_.mode), spent);
    case Verdict::set_accessed:
    case Verdict::set_dirty:
      return walk(s, va, op, WalkReason::update, spent, now);
    case Verdict::miss:
      break;
  }
  return second_level(s, va, op, replay, spent, now);
}

Mmu::Translation Mmu::second_level(Side& s, VirtAddr va, Op op, bool replay, Cycle spent,
                                   Cycle now) {
  const WalkReason reason = replay ? WalkReason::replay : WalkReason::miss;
  if (!l2tlb_) return walk(s, va, op, reason, spent, now);
  spent += l2_latency_;
  const Lookup found = l2tlb_->lookup(va, context_, op);
  count(l2_stats_, found.verdict, replay);
  switch (found.verdict) {
    case Verdict::allowed:
      fill(s.tlb, s.stats, *l2tlb_->page_of(va, context_.asid), va);
      return {found.pa, spent, false, {}};
    case Verdict::denied:
      return refuse(format_.fault(FaultKind::rights, va, op, 0, context_.mode), spent);
    case Verdict::set_accessed:
    case Verdict::set_dirty:
      return walk(s, va, op, WalkReason::update, spent, now);
    case Verdict::miss:
      break;
  }
  return walk(s, va, op, reason, spent, now);
}

Mmu::Translation Mmu::walk(Side& s, VirtAddr va, Op op, WalkReason reason, Cycle spent, Cycle now) {
  const WalkRecord& record = walker->walk(va, context_, op, reason, now + spent);
  spent += record.end - record.start;
  if (record.faulted) return refuse(record.fault, spent);
  fill(l2tlb_, l2_stats_, record.leaf, va);
  fill(s.tlb, s.stats, record.leaf, va);
  return {record.leaf.pa + (va - record.leaf.va), spent, false, {}};
}

// Intel SDM vol. 3A, 4.10.4.1: a page fault drops the translations of its address, in the TLBs and
// in the walk caches, so that the page table alone judges the access when it is re-issued.
Mmu::Translation Mmu::refuse(const Fault& fault, Cycle spent) {
  flush({fault.va, context_.asid, true});
  return {PhysAddr{0}, spent, false, fault};
}

void Mmu::count(TlbStats& stats, Verdict verdict, bool replay) noexcept {
  if (replay) {
    ++stats.replays;
  } else if (verdict == Verdict::miss) {
    ++stats.misses;
  } else {
    ++stats.hits;
    if (verdict == Verdict::denied) ++stats.denied;
    if (verdict == Verdict::set_accessed || verdict == Verdict::set_dirty) ++stats.updates;
  }
}

void Mmu::fill(std::optional<Tlb>& tlb, TlbStats& stats, const Leaf& leaf, VirtAddr va) {
  if (!tlb || !tlb->holds(leaf.shift)) return;
  ++stats.fills;
  if (tlb->fill(leaf, va)) ++stats.evictions;
}

}  // namespace vapa
