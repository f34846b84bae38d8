#pragma once
// DRAM as a SystemC module: timing by Dram, bytes in PhysicalMemory.

#include <tlm_utils/multi_passthrough_target_socket.h>

#include "core/dram/dram.hpp"
#include "core/memory/physical_memory.hpp"
#include "tlm/clock.hpp"

namespace vapa {

class DramTarget : public sc_core::sc_module {
 public:
  tlm_utils::multi_passthrough_target_socket<DramTarget> in;

  /// The memory outlives the module.
  DramTarget(const sc_core::sc_module_name&, const DramConfig&, double frequency_ghz,
             PhysicalMemory&, const Clock&);

  Dram& dram() noexcept { return dram_; }
  const Dram& dram() const noexcept { return dram_; }

 private:
  void b_transport(int id, tlm::tlm_generic_payload&, sc_core::sc_time& delay);
  unsigned transport_dbg(int id, tlm::tlm_generic_payload&);

  const Clock& clock_;
  PhysicalMemory& memory_;
  Dram dram_;
};

}  // namespace vapa
