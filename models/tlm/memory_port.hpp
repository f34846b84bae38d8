#pragma once
// An initiator socket towards the next level of memory, with the payload it reuses.

#include <array>
#include <systemc>
#include <tlm>

#include "tlm/clock.hpp"
#include "tlm/sideband.hpp"

namespace vapa {

/// What a memory access cost, and who answered.
struct MemoryAnswer {
  Cycle latency = 0;
  Served served = Served::memory;
  bool ok = true;  ///< false: the target refused the address
};

class MemoryPort : private tlm::tlm_bw_transport_if<> {
 public:
  tlm::tlm_initiator_socket<> socket;

  MemoryPort(const char* name, const Clock& clock) : socket(name), clock_(clock) {
    socket.bind(*this);
    payload_.set_extension(&sideband_);
    payload_.set_data_ptr(scratch_.data());
    payload_.set_byte_enable_ptr(nullptr);
  }
  ~MemoryPort() override { payload_.clear_extension(&sideband_); }
  MemoryPort(const MemoryPort&) = delete;
  MemoryPort& operator=(const MemoryPort&) = delete;

  /// Moves time only. now: absolute, in cycles, not before the SystemC time. bytes: at most 4096.
  MemoryAnswer access(PhysAddr pa, unsigned bytes, Transfer transfer, Cause cause, Cycle now) {
    sideband_.cause = cause;
    sideband_.transfer = transfer;
    sideband_.served = Served::memory;
    payload_.set_command(transfer == Transfer::read ? tlm::TLM_READ_COMMAND
                                                    : tlm::TLM_IGNORE_COMMAND);
    payload_.set_address(pa.value);
    payload_.set_data_length(bytes);
    payload_.set_streaming_width(bytes);
    payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    payload_.set_dmi_allowed(false);
    const sc_core::sc_time begin = clock_.time(now) - sc_core::sc_time_stamp();
    sc_core::sc_time delay = begin;
    socket->b_transport(payload_, delay);
    return {clock_.cycles(delay - begin), sideband_.served, payload_.is_response_ok()};
  }

  /// Moves bytes only.
  unsigned debug(tlm::tlm_generic_payload& payload) { return socket->transport_dbg(payload); }

 private:
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&,
                                     sc_core::sc_time&) override {
    return tlm::TLM_COMPLETED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

  const Clock& clock_;
  Sideband sideband_;
  tlm::tlm_generic_payload payload_;
  std::array<unsigned char, 4096> scratch_{};
};

}  // namespace vapa
