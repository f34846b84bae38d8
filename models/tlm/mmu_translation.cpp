// The way of one address through the TLB levels and the walker.

#include <algorithm>

#include "tlm/mmu.hpp"

namespace vapa {
namespace {

/// What a device's response says of the entry that it found.
Verdict verdict_of(FaultKind fault) noexcept {
  switch (fault) {
    case FaultKind::rights:
      return Verdict::denied;
    case FaultKind::accessed_dirty:
      return Verdict::set_accessed;
    default:
      return Verdict::allowed;
  }
}

}  // namespace

Mmu::Translation Mmu::translate(Side& s, VirtAddr va, Op op, bool replay, Cycle now) {
  if (!paging_) return {PhysAddr{va.value}, 0, true, {}};
  if (!s.tlb) {
    return s.device ? clocked_level(s, va, op, replay, now)
                    : second_level(s, va, op, replay, 0, now);
  }
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
      return refuse(s, format_.fault(FaultKind::rights, va, op, 0, context_.mode), spent);
    case Verdict::set_accessed:
    case Verdict::set_dirty:
      return walk(s, va, op, WalkReason::update, spent, now);
    case Verdict::miss:
      break;
  }
  return second_level(s, va, op, replay, spent, now);
}

// An address that is not canonical is refused before any entry is looked at: that is no lookup. The
// device does not say that a miss is for an accessed or dirty bit; the second level finds out.
Mmu::Translation Mmu::clocked_level(Side& s, VirtAddr va, Op op, bool replay, Cycle now) {
  const ClockedTlb::Answer answer = s.device->ask(va, context_, op);
  const Cycle spent = answer.cycles - std::min(answer.cycles, s.covered);
  if (!answer.response) {
    count(s.stats, Verdict::miss, replay);
    return second_level(s, va, op, replay, spent, now);
  }
  const FaultKind fault = answer.response->fault;
  if (fault != FaultKind::non_canonical) count(s.stats, verdict_of(fault), replay);
  if (fault == FaultKind::none) return {answer.response->pa, spent, true, {}};
  return refuse(s, format_.fault(fault, va, op, 0, context_.mode), spent);
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
      return deliver(s, *l2tlb_->page_of(va, context_.asid), va, op, spent);
    case Verdict::denied:
      return refuse(s, format_.fault(FaultKind::rights, va, op, 0, context_.mode), spent);
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
  if (record.faulted) return refuse(s, record.fault, spent);
  fill(l2tlb_, l2_stats_, record.leaf, va);
  return deliver(s, record.leaf, va, op, spent);
}

// The first level learns of the page; a device answers with it.
Mmu::Translation Mmu::deliver(Side& s, const Leaf& leaf, VirtAddr va, Op op, Cycle spent) {
  if (!s.device) {
    fill(s.tlb, s.stats, leaf, va);
    return {leaf.pa + (va - leaf.va), spent, false, {}};
  }
  if (s.device->holds(leaf.shift)) ++s.stats.fills;
  const ClockedTlb::Answer answer = s.device->fill(leaf);
  spent += answer.cycles;
  const FaultKind fault = answer.response->fault;
  if (fault == FaultKind::none) return {answer.response->pa, spent, false, {}};
  return refuse(s, format_.fault(fault, va, op, 0, context_.mode), spent);
}

// Intel SDM vol. 3A, 4.10.4.1: a page fault drops the translations of its address, in the TLBs and
// in the walk caches, so that the page table alone judges the access when it is re-issued.
Mmu::Translation Mmu::refuse(Side& s, const Fault& fault, Cycle spent) {
  if (s.device && s.device->waits()) spent += s.device->fail(fault.kind);
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
