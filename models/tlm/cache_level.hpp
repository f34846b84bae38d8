#pragma once
// A cache below the first level (L2, L3) as a SystemC module.

#include <tlm_utils/multi_passthrough_target_socket.h>

#include "tlm/cache_stage.hpp"

namespace vapa {

/// Serves transactions of the levels above and ordinary ones: see serve() in target.hpp.
class CacheLevel : public sc_core::sc_module, public LineHolder {
 public:
  tlm_utils::multi_passthrough_target_socket<CacheLevel> in;
  /// The levels above. They give up what this cache evicts when it is inclusive, and what an
  /// inclusive level below makes this one give up.
  sc_core::sc_port<LineHolder, 0, sc_core::SC_ZERO_OR_MORE_BOUND> holders;

  CacheLevel(const sc_core::sc_module_name&, const LowerCacheConfig&, Served, std::uint64_t seed,
             const Clock&);

  /// Towards the next level.
  tlm::tlm_initiator_socket<>& out() noexcept { return stage_.below.socket; }
  CacheStage& stage() noexcept { return stage_; }
  const CacheStage& stage() const noexcept { return stage_; }

  bool drop(PhysAddr start, std::uint64_t bytes) override;

 private:
  void b_transport(int id, tlm::tlm_generic_payload&, sc_core::sc_time& delay);
  unsigned transport_dbg(int id, tlm::tlm_generic_payload&);

  const Clock& clock_;
  CacheStage stage_;
};

}  // namespace vapa
