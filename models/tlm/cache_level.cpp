#include "tlm/cache_level.hpp"

#include "tlm/target.hpp"

namespace vapa {

CacheLevel::CacheLevel(const sc_core::sc_module_name& name, const LowerCacheConfig& config,
                       Served served, std::uint64_t seed, const Clock& clock)
    : sc_module(name),
      in("in"),
      holders("holders"),
      clock_(clock),
      stage_("out", config, served, seed, clock) {
  in.register_b_transport(this, &CacheLevel::b_transport);
  in.register_transport_dbg(this, &CacheLevel::transport_dbg);
  if (config.inclusive) stage_.include(holders);
}

void CacheLevel::b_transport(int, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  serve(stage_, clock_, payload, delay);
}

unsigned CacheLevel::transport_dbg(int, tlm::tlm_generic_payload& payload) {
  return stage_.below.debug(payload);
}

bool CacheLevel::drop(PhysAddr start, std::uint64_t bytes) {
  bool dirty = stage_.drop(start, bytes);
  for (int i = 0; i < holders.size(); ++i) dirty |= holders[i]->drop(start, bytes);
  return dirty;
}

}  // namespace vapa
