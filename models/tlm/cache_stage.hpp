#pragma once
// A cache and the way to the level below it: the timing of one access. The first level is held by
// the MMU directly, the lower levels by the module CacheLevel.

#include <optional>
#include <systemc>

#include "core/cache/cache.hpp"
#include "tlm/memory_port.hpp"

namespace vapa {

/// Somebody above who holds lines that a level below may take away (inclusion).
class LineHolder : public virtual sc_core::sc_interface {
 public:
  /// Gives up every line in [start, start + bytes). True: one of them was dirty.
  virtual bool drop(PhysAddr start, std::uint64_t bytes) = 0;
};

/// Belongs to one module: the MMU of a core or a CacheLevel. Cores may share a CacheLevel, one
/// access after the other (see OneAtATime) in any order of time. An access takes the time that it
/// waits for: lookups here, reads of the levels below. Writebacks go down as transactions and take
/// none.
class CacheStage {
 public:
  /// name: of the socket. served: what an answer of this cache is called.
  CacheStage(const char* name, const CacheConfig& config, Served served, std::uint64_t seed,
             const Clock& clock)
      : below(name, clock), served_(served) {
    if (config.enabled) cache_.emplace(config, seed);
  }

  MemoryPort below;

  bool enabled() const noexcept { return cache_.has_value(); }
  Cache& cache() noexcept { return *cache_; }
  const Cache& cache() const noexcept { return *cache_; }
  /// Makes the holders give up what this cache evicts.
  void include(sc_core::sc_port<LineHolder, 0, sc_core::SC_ZERO_OR_MORE_BOUND>& holders) {
    holders_ = &holders;
  }

  /// An access to `bytes` (at least 1) from pa on, line by line, one after the other. A line that
  /// the level below refuses is not kept.
  MemoryAnswer access(PhysAddr pa, unsigned bytes, Transfer, Cause, Cycle now);

  /// The rest of an access whose lookup in this cache missed, without this cache's own latency.
  MemoryAnswer fetch_line(PhysAddr pa, bool write, Cause, Cycle now);

  /// Gives up lines; true: one was dirty. Nothing is written back: who asks for it takes the bytes.
  bool drop(PhysAddr start, std::uint64_t bytes) { return enabled() && cache_->drop(start, bytes); }

 private:
  MemoryAnswer access_line(PhysAddr pa, Transfer, Cause, Cycle now);
  void evict(const std::optional<Cache::Victim>&, Cause, Cycle now);

  std::optional<Cache> cache_;
  Served served_;
  sc_core::sc_port<LineHolder, 0, sc_core::SC_ZERO_OR_MORE_BOUND>* holders_ = nullptr;
};

}  // namespace vapa
