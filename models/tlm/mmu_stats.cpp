#include "tlm/mmu_stats.hpp"

namespace vapa {

void TlbStats::describe(Registry& r) const {
  r.counter("lookups", lookups, "lookups", "Pages of accesses looked up, at their first attempt.");
  r.counter("hits", hits, "lookups", "Lookups that found an entry.");
  r.counter("misses", misses, "lookups", "Lookups that found none.");
  r.counter("replays", replays, "lookups", "Lookups of accesses re-issued after a fault.");
  r.counter("denied", denied, "lookups", "Hits whose entry refused the access.");
  r.counter("updates", updates, "lookups",
            "Hits whose accessed or dirty bit had to be set by a walk.");
  r.counter("fills", fills, "entries", "Translations installed or refreshed.");
  r.counter("evictions", evictions, "entries", "Valid entries replaced by a fill.");
  r.counter("invalidations", invalidations, "entries", "Entries removed by flushes and faults.");
}

}  // namespace vapa
