#include "tlm/mmu.hpp"

#include <algorithm>

namespace vapa {

Mmu::Side::Side(const char* name, const TlbConfig& tlb_config, const L1CacheConfig& l1_config,
                Cause cause_, const Format& format, bool hidden, std::uint64_t seed,
                const Clock& clock)
    : l1(name, l1_config, Served::l1, seed, clock), cause(cause_) {
  const bool paging = format.name() != FormatName::none;
  if (paging && tlb_config.enabled) tlb.emplace(tlb_config, seed);
  const Cycle tlb_time = tlb ? tlb_config.latency : 0;
  const Cycle l1_time = l1_config.enabled ? l1_config.latency : 0;
  const bool parallel = tlb && l1.enabled() && l1_config.index == CacheIndex::vipt;
  fast = tlb && l1.enabled();
  if (fast) {
    const std::uint64_t page = std::uint64_t{1} << format.page_shift();
    block_mask = std::min(l1.cache().line_bytes(), page) - 1;
  }
  hide_hits = hidden;
  tlb_hit = hidden ? 0 : tlb_time - (parallel ? std::min(tlb_time, l1_time) : 0);
  cache_hit = hidden ? 0 : l1_time;
  hit_cost = 1 + tlb_hit + cache_hit;
}

Mmu::Mmu(const sc_core::sc_module_name& name, const MmuSettings& settings, const Format& format,
         const Clock& clock)
    : sc_module(name),
      core("core"),
      holder("holder"),
      walker("walker"),
      cpu_side("cpu_side"),
      walk_side("walk_side"),
      format_(format),
      clock_(clock),
      paging_(format.name() != FormatName::none),
      fetch_("fetch_out", settings.itlb, settings.l1i, Cause::fetch, format,
             settings.hide_fetch_hits, settings.seed, clock),
      data_("data_out", settings.dtlb, settings.l1d, Cause::data, format, false, settings.seed + 1,
            clock),
      l2_latency_(settings.l2tlb.latency) {
  if (paging_ && settings.l2tlb.enabled) l2tlb_.emplace(settings.l2tlb, settings.seed + 2);
  core.bind(*this);
  holder.bind(*this);
  cpu_side.register_b_transport(this, &Mmu::b_transport);
  cpu_side.register_transport_dbg(this, &Mmu::transport_dbg);
  walk_side.register_b_transport(this, &Mmu::serve_walker);
  walk_side.register_transport_dbg(this, &Mmu::debug_walker);
}

BatchResult Mmu::run(std::span<const Event> events, std::uint32_t attempted, Cycle now,
                     Cycle deadline) {
  const Event* const begin = events.data();
  const Event* const end = begin + events.size();
  const Event* e = begin;
  const auto stop = [&](Stop why) {
    return BatchResult{static_cast<std::size_t>(e - begin), now, why, fault_, attempted_};
  };
  if (attempted != 0 && e != end) {
    if (!whole_access(e->op == Op::fetch ? fetch_ : data_, *e, attempted, now)) {
      return stop(Stop::fault);
    }
    ++e;
  }
  for (; e != end; ++e) {
    if (now >= deadline) return stop(Stop::deadline);
    if (e->op == Op::call) return stop(Stop::call);
    Side& s = e->op == Op::fetch ? fetch_ : data_;
    ++accesses_.accesses[static_cast<unsigned>(e->op)];
    if (!s.fast || (e->va.value & s.block_mask) + e->size > s.block_mask + 1) [[unlikely]] {
      if (!whole_access(s, *e, 0, now)) return stop(Stop::fault);
      continue;
    }
    const Lookup found = s.tlb->lookup(e->va, context_, e->op);
    if (found.verdict != Verdict::allowed) [[unlikely]] {
      if (!after_tlb(s, *e, found, now)) return stop(Stop::fault);
    } else if (s.l1.cache().access(found.pa, is_write(e->op), s.cause)) [[likely]] {
      ++s.fast_hits;
      now += s.hit_cost;
    } else {
      ++s.fast_lookups;
      if (!after_cache_miss(s, *e, found.pa, now)) return stop(Stop::fault);
    }
  }
  return stop(Stop::end);
}

bool Mmu::fail(const Event& e, std::uint32_t attempted, Fault fault) noexcept {
  fault.op = e.op;
  fault_ = fault;
  attempted_ = attempted;
  return false;
}

// All pages are translated before the first byte moves, so that an access that faults on a later
// page has touched nothing.
bool Mmu::whole_access(Side& s, const Event& e, std::uint32_t attempted, Cycle& now) {
  const unsigned shift = paging_ ? format_.page_shift() : PhysicalMemory::frame_shift;
  pieces_.clear();
  for (unsigned done = 0; done < e.size; done += pieces_.back().bytes) {
    const VirtAddr va = e.va + done;
    const bool replay = pieces_.size() < attempted;
    const Translation t = translate(s, va, e.op, replay, now);
    now += t.cycles;
    translation_cycles(s) += t.cycles;
    const std::uint64_t room = (std::uint64_t{1} << shift) - va.offset(shift);
    const auto bytes = static_cast<unsigned>(std::min<std::uint64_t>(room, e.size - done));
    pieces_.push_back({t.pa, bytes});
    const auto looked_up = static_cast<std::uint32_t>(pieces_.size());
    if (!t.ok()) return fail(e, std::max(attempted, looked_up), t.fault);
  }
  if (paging_ && pieces_.size() > 1) ++accesses_.page_crossings;
  now += 1;
  return std::all_of(pieces_.begin(), pieces_.end(),
                     [&](const Piece& p) { return touch_memory(s, e, p.pa, p.bytes, now); });
}

bool Mmu::after_tlb(Side& s, const Event& e, const Lookup& found, Cycle& now) {
  const Translation t = first_level(s, found, e.va, e.op, false, now);
  now += t.cycles;
  translation_cycles(s) += t.cycles;
  if (!t.ok()) return fail(e, 1, t.fault);
  now += 1;
  return touch_memory(s, e, t.pa, e.size, now);
}

bool Mmu::touch_memory(Side& s, const Event& e, PhysAddr pa, unsigned bytes, Cycle& now) {
  const Transfer transfer = is_write(e.op) ? Transfer::write : Transfer::read;
  const MemoryAnswer answer = s.l1.access(pa, bytes, transfer, s.cause, now);
  const bool hidden = s.hide_hits && s.l1.enabled() && answer.served == Served::l1;
  const Cycle cycles = hidden ? 0 : answer.latency;
  now += cycles;
  memory_cycles(s) += cycles;
  return answer.ok || fail(e, 1, format_.fault(FaultKind::beyond_memory, e.va, e.op, 0, context_.mode));
}

bool Mmu::after_cache_miss(Side& s, const Event& e, PhysAddr pa, Cycle& now) {
  const Cycle lookup = s.l1.cache().latency();
  const MemoryAnswer answer =
      s.l1.fetch_line(pa, is_write(e.op), s.cause, now + s.tlb_hit + lookup);
  const Cycle cycles = lookup + answer.latency;
  now += 1 + s.tlb_hit + cycles;
  memory_cycles(s) += cycles;
  return answer.ok || fail(e, 1, format_.fault(FaultKind::beyond_memory, e.va, e.op, 0, context_.mode));
}

Cycle Mmu::kernel_traffic(std::span<const Touch> touches, Cycle now) {
  constexpr unsigned burst_shift = 6;  // without L1D the kernel moves its data by 64 bytes
  const unsigned shift = data_.l1.enabled() ? data_.l1.cache().line_shift() : burst_shift;
  Cycle latency = 0;
  for (const Touch& t : touches) {
    const Transfer transfer = t.write ? Transfer::write : Transfer::read;
    for (std::uint32_t done = 0; done < t.bytes;) {
      const PhysAddr pa = t.pa + done;
      const auto bytes =
          static_cast<unsigned>(std::min<std::uint64_t>(t.bytes - done, pa.to_block_end(shift)));
      latency += data_.l1.access(pa, bytes, transfer, Cause::kernel, now + latency).latency;
      done += bytes;
    }
  }
  return latency;
}

bool Mmu::drop(PhysAddr start, std::uint64_t bytes) {
  fetch_.l1.drop(start, bytes);  // never dirty
  return data_.l1.drop(start, bytes);
}

void Mmu::flush(const Flush& flush) {
  if (fetch_.tlb) fetch_.stats.invalidations += fetch_.tlb->invalidate(flush);
  if (data_.tlb) data_.stats.invalidations += data_.tlb->invalidate(flush);
  if (l2tlb_) l2_stats_.invalidations += l2tlb_->invalidate(flush);
  walker->invalidate(flush);
}

void Mmu::collect() {
  for (Side* s : {&fetch_, &data_}) {
    const std::uint64_t found = s->fast_hits + s->fast_lookups;
    s->stats.hits += found;
    s->stats.lookups = s->stats.hits + s->stats.misses;
    translation_cycles(*s) += found * s->tlb_hit;
    memory_cycles(*s) += s->fast_hits * s->cache_hit;
    s->fast_hits = 0;
    s->fast_lookups = 0;
  }
  l2_stats_.lookups = l2_stats_.hits + l2_stats_.misses;
}

}  // namespace vapa
