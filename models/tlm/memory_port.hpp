#pragma once
// An initiator socket towards the next level of memory, with the payload it reuses.

#include <algorithm>
#include <array>
#include <systemc>
#include <tlm>

#include "tlm/clock.hpp"
#include "tlm/one_at_a_time.hpp"
#include "tlm/sideband.hpp"

namespace vapa {

/// What a memory access cost, and who answered.
struct MemoryAnswer {
  Cycle latency = 0;
  Served served = Served::memory;
  bool ok = true;  ///< false: the target refused the address

  /// Another access after this one.
  MemoryAnswer& operator+=(const MemoryAnswer& next) noexcept {
    latency += next.latency;
    served = std::max(served, next.served);
    ok = ok && next.ok;
    return *this;
  }
};

/// Keeps one access at a time: see OneAtATime.
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

  /// Moves time only, in transactions of up to 4096 bytes, one after the other. now: absolute, in
  /// cycles; where the SystemC time has passed it, the access begins then and takes that longer.
  /// bytes: at least 1.
  MemoryAnswer access(PhysAddr pa, unsigned bytes, Transfer transfer, Cause cause, Cycle now) {
    const OneAtATime entered(busy_, socket.name());
    sideband_.cause = cause;
    sideband_.transfer = transfer;
    payload_.set_command(transfer == Transfer::read ? tlm::TLM_READ_COMMAND
                                                    : tlm::TLM_IGNORE_COMMAND);
    MemoryAnswer answer = send(pa, std::min(bytes, scratch_bytes), now);
    for (std::uint64_t done = scratch_bytes; done < bytes; done += scratch_bytes) {
      const auto rest = static_cast<unsigned>(bytes - done);
      answer += send(pa + done, std::min(rest, scratch_bytes), now + answer.latency);
    }
    return answer;
  }

  /// Moves bytes only. Returns how many.
  unsigned debug(tlm::tlm_generic_payload& payload) { return socket->transport_dbg(payload); }

  /// Whether memory has the byte; in no time. False also of a memory without transport_dbg.
  bool has(PhysAddr pa) {
    set(pa, 1);
    payload_.set_command(tlm::TLM_READ_COMMAND);
    return debug(payload_) == 1;
  }

 private:
  static constexpr unsigned scratch_bytes = 4096;

  void set(PhysAddr pa, unsigned bytes) {
    payload_.set_address(pa.value);
    payload_.set_data_length(bytes);
    payload_.set_streaming_width(bytes);
    payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    payload_.set_dmi_allowed(false);
  }
  MemoryAnswer send(PhysAddr pa, unsigned bytes, Cycle now) {
    set(pa, bytes);
    sideband_.served = Served::memory;
    sc_core::sc_time delay = clock_.delay_until(now);
    socket->b_transport(payload_, delay);
    return {clock_.now(delay) - now, sideband_.served, payload_.is_response_ok()};
  }
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&,
                                     sc_core::sc_time&) override {
    return tlm::TLM_COMPLETED;
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

  const Clock& clock_;
  Sideband sideband_;
  tlm::tlm_generic_payload payload_;
  std::array<unsigned char, scratch_bytes> scratch_{};
  bool busy_ = false;
};

}  // namespace vapa
