// The way of an access through the MMU, but for the short way of those that hit in one line.

#include <algorithm>

#include "tlm/mmu.hpp"

namespace vapa {

bool Mmu::whole_event(Side& s, const Event& e, std::uint32_t attempted, Cycle& now) {
  if (e.size <= e.va.to_block_end(format_.page_shift())) {
    return in_one_page(s, e, translate(s, e.va, e.op, attempted != 0, now), now);
  }
  const bool done = whole_access(s, {e.va, e.size, e.op}, attempted, now);
  now += done ? 1 : 0;
  return done;
}

bool Mmu::after_tlb(Side& s, const Event& e, const Lookup& found, Cycle& now) {
  return in_one_page(s, e, first_level(s, found, e.va, e.op, false, now), now);
}

bool Mmu::in_one_page(Side& s, const Event& e, const Translation& t, Cycle& now) {
  Spent spent{t.cycles, 0, t.hit && s.l1.enabled()};
  const bool done = t.ok() && touch(s, e.op, {e.va, t.pa, e.size}, now, spent);
  charge(s, spent, now);
  now += done ? 1 : 0;
  return done || fail(t.ok() ? beyond_memory(e.va, e.op) : t.fault, 1);
}

bool Mmu::after_cache_miss(Side& s, const Event& e, PhysAddr pa, Cycle& now) {
  const Cycle lookup = s.l1.cache().latency();
  const MemoryAnswer answer =
      s.l1.fetch_line(pa, is_write(e.op), s.cause, now + s.tlb_time + lookup);
  const Cycle cycles = lookup + answer.latency;
  now += s.tlb_time + cycles + (answer.ok ? 1 : 0);
  memory_cycles(s) += cycles;
  return answer.ok || fail(beyond_memory(e.va, e.op), 1);
}

bool Mmu::whole_access(Side& s, const Access& a, std::uint32_t attempted, Cycle& now) {
  Spent spent;
  const bool done = translate_pages(s, a, attempted, now, spent) &&
                    (a.forwarded || touch_pages(s, a.op, now, spent));
  charge(s, spent, now);
  return done;
}

// All pages are translated, and memory is asked for them, before the first byte moves, so that an
// access that faults on a later page has touched nothing.
bool Mmu::translate_pages(Side& s, const Access& a, std::uint32_t attempted, Cycle now,
                          Spent& spent) {
  pieces_.clear();
  spent.hits = s.l1.enabled();
  for (unsigned done = 0; done < a.bytes; done += pieces_.back().bytes) {
    const VirtAddr va = a.va + done;
    const bool replay = pieces_.size() < attempted;
    const Translation t = translate(s, va, a.op, replay, now + spent.translation);
    spent.translation += t.cycles;
    spent.hits = spent.hits && t.hit;
    const std::uint64_t room = va.to_block_end(format_.page_shift());
    pieces_.push_back(
        {va, t.pa, static_cast<unsigned>(std::min<std::uint64_t>(room, a.bytes - done))});
    if (!t.ok()) return fail(t.fault, std::max<std::size_t>(attempted, pieces_.size()));
  }
  if (paging_ && pieces_.size() > 1) ++accesses_.page_crossings;
  return pieces_.size() < 2 || ask_memory(s, a.op, spent);
}

// The first page needs no question: it is touched first. When memory does not know it, memory may
// not know transport_dbg either.
bool Mmu::ask_memory(Side& s, Op op, Spent& spent) {
  const auto known = [&](const Piece& p) { return s.l1.below.has(p.pa + (p.bytes - 1)); };
  if (!known(pieces_.front())) return true;
  const auto outside = std::find_if_not(pieces_.begin() + 1, pieces_.end(), known);
  if (outside == pieces_.end()) return true;
  spent.hits = false;
  return fail(beyond_memory(outside->va, op), pieces_.size());
}

bool Mmu::touch_pages(Side& s, Op op, Cycle now, Spent& spent) {
  const auto refused = std::find_if(pieces_.begin(), pieces_.end(),
                                    [&](const Piece& p) { return !touch(s, op, p, now, spent); });
  return refused == pieces_.end() || fail(beyond_memory(refused->va, op), pieces_.size());
}

bool Mmu::touch(Side& s, Op op, const Piece& p, Cycle now, Spent& spent) {
  const Transfer transfer = is_write(op) ? Transfer::write : Transfer::read;
  const MemoryAnswer answer = s.l1.access(p.pa, p.bytes, transfer, s.cause, now + spent.total());
  spent.memory += answer.latency;
  spent.hits = spent.hits && answer.served == Served::l1;
  return answer.ok;
}

void Mmu::charge(Side& s, const Spent& spent, Cycle& now) {
  if (s.hide_hits && spent.hits) return;
  translation_cycles(s) += spent.translation;
  memory_cycles(s) += spent.memory;
  now += spent.total();
}

bool Mmu::fail(const Fault& fault, std::size_t attempted) noexcept {
  fault_ = fault;
  attempted_ = static_cast<std::uint32_t>(attempted);
  return false;
}

Fault Mmu::beyond_memory(VirtAddr va, Op op) const noexcept {
  return format_.fault(FaultKind::beyond_memory, va, op, 0, context_.mode);
}

}  // namespace vapa
