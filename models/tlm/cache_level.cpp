#include "tlm/cache_level.hpp"

namespace vapa {

Request request_of(const tlm::tlm_generic_payload& payload) noexcept {
  if (Sideband* s = payload.get_extension<Sideband>()) return {s->cause, s->transfer, s};
  return {Cause::data, payload.is_write() ? Transfer::write : Transfer::read, nullptr};
}

tlm::tlm_response_status refusal(const tlm::tlm_generic_payload& payload) noexcept {
  if (payload.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  if (payload.get_streaming_width() < payload.get_data_length()) {
    return tlm::TLM_BURST_ERROR_RESPONSE;
  }
  return tlm::TLM_OK_RESPONSE;
}

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
  if (const auto refused = refusal(payload); refused != tlm::TLM_OK_RESPONSE) {
    payload.set_response_status(refused);
    return;
  }
  const Request request = request_of(payload);
  const Cycle now = clock_.cycles(sc_core::sc_time_stamp() + delay);
  const MemoryAnswer answer =
      stage_.access(PhysAddr{payload.get_address()}, payload.get_data_length(), request.transfer,
                    request.cause, now);
  delay += clock_.time(answer.latency);
  if (request.sideband != nullptr) {
    request.sideband->served = answer.served;
  } else if (stage_.below.debug(payload) != payload.get_data_length()) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  payload.set_response_status(answer.ok ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
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
