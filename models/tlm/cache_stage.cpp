#include "tlm/cache_stage.hpp"

#include <algorithm>

namespace vapa {

MemoryAnswer CacheStage::access(PhysAddr pa, unsigned bytes, Transfer transfer, Cause cause,
                                Cycle now) {
  if (!enabled()) return below.access(pa, bytes, transfer, cause, now);
  MemoryAnswer total{0, Served::l1, true};
  while (bytes != 0) {
    const auto here = static_cast<unsigned>(
        std::min<std::uint64_t>(bytes, pa.to_block_end(cache_->line_shift())));
    total += access_line(pa, transfer, cause, now + total.latency);
    pa += here;
    bytes -= here;
  }
  return total;
}

MemoryAnswer CacheStage::access_line(PhysAddr pa, Transfer transfer, Cause cause, Cycle now) {
  if (transfer == Transfer::writeback) {
    evict(cache_->take_writeback(pa), cause, now);
    return {0, served_, true};
  }
  const bool write = transfer == Transfer::write;
  const Cycle latency = cache_->latency();
  if (cache_->access(pa, write, cause)) return {latency, served_, true};
  MemoryAnswer answer = fetch_line(pa, write, cause, now + latency);
  answer.latency += latency;
  return answer;
}

MemoryAnswer CacheStage::fetch_line(PhysAddr pa, bool write, Cause cause, Cycle now) {
  const auto bytes = static_cast<unsigned>(cache_->line_bytes());
  const MemoryAnswer answer = below.access(cache_->line_of(pa), bytes, Transfer::read, cause, now);
  if (answer.ok) evict(cache_->fill(pa, write), cause, now);
  return answer;
}

void CacheStage::evict(const std::optional<Cache::Victim>& victim, Cause cause, Cycle now) {
  if (!victim) return;
  bool dirty = victim->dirty;
  if (holders_ != nullptr) {
    for (int i = 0; i < holders_->size(); ++i) {
      dirty |= (*holders_)[i]->drop(victim->line, cache_->line_bytes());
    }
  }
  if (!dirty) return;
  ++cache_->stats().writebacks;
  below.access(victim->line, static_cast<unsigned>(cache_->line_bytes()), Transfer::writeback,
               cause, now);
}

}  // namespace vapa
