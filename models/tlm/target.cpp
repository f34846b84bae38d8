#include "tlm/target.hpp"

namespace vapa {

Request request_of(const tlm::tlm_generic_payload& payload) noexcept {
  if (Sideband* s = payload.get_extension<Sideband>()) {
    return {s->cause, s->transfer, s->moves_bytes, s};
  }
  return {Cause::data, payload.is_write() ? Transfer::write : Transfer::read, true, nullptr};
}

tlm::tlm_response_status refusal(const tlm::tlm_generic_payload& payload) noexcept {
  if (payload.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  if (payload.get_data_length() == 0 || payload.get_streaming_width() < payload.get_data_length()) {
    return tlm::TLM_BURST_ERROR_RESPONSE;
  }
  return tlm::TLM_OK_RESPONSE;
}

namespace {

bool move_bytes(CacheStage& stage, tlm::tlm_generic_payload& payload) {
  return payload.get_command() == tlm::TLM_IGNORE_COMMAND ||
         stage.below.debug(payload) == payload.get_data_length();
}

}  // namespace

void serve(CacheStage& stage, const Clock& clock, tlm::tlm_generic_payload& payload,
           sc_core::sc_time& delay) {
  if (const auto refused = refusal(payload); refused != tlm::TLM_OK_RESPONSE) {
    payload.set_response_status(refused);
    return;
  }
  const Request request = request_of(payload);
  const Cycle now = clock.now(delay);
  const MemoryAnswer answer =
      stage.access(PhysAddr{payload.get_address()}, payload.get_data_length(), request.transfer,
                   request.cause, now);
  delay = clock.delay_until(now + answer.latency);
  if (request.sideband != nullptr) request.sideband->served = answer.served;
  const bool ok = answer.ok && (!request.moves_bytes || move_bytes(stage, payload));
  payload.set_response_status(ok ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

}  // namespace vapa
