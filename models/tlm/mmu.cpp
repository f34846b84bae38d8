#include "tlm/mmu.hpp"

#include <algorithm>

#include "tlm/one_at_a_time.hpp"

namespace vapa {

Mmu::Side::Side(const char* name, const TlbConfig& tlb_config, const MakeTlbDevice& make_device,
                const L1CacheConfig& l1_config, Cause cause_, const Format& format, bool hidden,
                std::uint64_t seed, const Clock& clock)
    : l1(name, l1_config, Served::l1, seed, clock), cause(cause_), hide_hits(hidden) {
  if (format.name() != FormatName::none && tlb_config.enabled) {
    if (make_device) {
      device.emplace(make_device(seed), tlb_config);
    } else {
      tlb.emplace(tlb_config, seed);
    }
  }
  cache_time = l1.enabled() ? l1_config.latency : 0;
  covered = l1_config.index == CacheIndex::vipt ? cache_time : 0;
  tlb_time = tlb ? tlb_config.latency - std::min<Cycle>(tlb_config.latency, covered) : 0;
  fast = tlb && l1.enabled();
  if (fast) {
    const std::uint64_t page = std::uint64_t{1} << format.page_shift();
    block_mask = std::min(l1.cache().line_bytes(), page) - 1;
  }
  hit_cost = 1 + (hidden ? 0 : tlb_time + cache_time);
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
      fetch_("fetch_out", settings.itlb, {}, settings.l1i, Cause::fetch, format,
             settings.hide_fetch_hits, settings.seed, clock),
      data_("data_out", settings.dtlb, settings.dtlb_device, settings.l1d, Cause::data, format,
            false, settings.seed + 1, clock),
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
  const OneAtATime entered(busy_, name());
  return batch(events, attempted, now, deadline);
}

BatchResult Mmu::batch(std::span<const Event> events, std::uint32_t attempted, Cycle now,
                       Cycle deadline) {
  const Event* const begin = events.data();
  const Event* const end = begin + events.size();
  const Event* e = begin;
  const auto stop = [&](Stop why) {
    return BatchResult{static_cast<std::size_t>(e - begin), now, why, fault_, attempted_};
  };
  if (attempted != 0 && e != end) {
    if (!whole_event(e->op == Op::fetch ? fetch_ : data_, *e, attempted, now)) {
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
      if (!whole_event(s, *e, 0, now)) return stop(Stop::fault);
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

Cycle Mmu::kernel_traffic(std::span<const Touch> touches, Cycle now) {
  const OneAtATime entered(busy_, name());
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

// A device does not say how many entries went.
void Mmu::Side::flush(const Flush& what) {
  if (tlb) stats.invalidations += tlb->invalidate(what);
  if (device) device->flush(what);
}

void Mmu::flush(const Flush& flush) {
  fetch_.flush(flush);
  data_.flush(flush);
  if (l2tlb_) l2_stats_.invalidations += l2tlb_->invalidate(flush);
  walker->invalidate(flush);
}

void Mmu::collect() {
  for (Side* s : {&fetch_, &data_}) {
    const std::uint64_t shown_hits = s->hide_hits ? 0 : s->fast_hits;
    s->stats.hits += s->fast_hits + s->fast_lookups;
    s->stats.lookups = s->stats.hits + s->stats.misses;
    translation_cycles(*s) += (shown_hits + s->fast_lookups) * s->tlb_time;
    memory_cycles(*s) += shown_hits * s->cache_time;
    s->fast_hits = 0;
    s->fast_lookups = 0;
  }
  l2_stats_.lookups = l2_stats_.hits + l2_stats_.misses;
}

}  // namespace vapa
