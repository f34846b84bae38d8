#include "tlm/dram_target.hpp"

#include "tlm/target.hpp"

namespace vapa {

DramTarget::DramTarget(const sc_core::sc_module_name& name, const DramConfig& config,
                       double frequency_ghz, PhysicalMemory& memory, const Clock& clock)
    : sc_module(name),
      in("in"),
      clock_(clock),
      memory_(memory),
      dram_(config, frequency_ghz, memory.size()) {
  in.register_b_transport(this, &DramTarget::b_transport);
  in.register_transport_dbg(this, &DramTarget::transport_dbg);
}

void DramTarget::b_transport(int, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (const auto refused = refusal(payload); refused != tlm::TLM_OK_RESPONSE) {
    payload.set_response_status(refused);
    return;
  }
  const Request request = request_of(payload);
  const PhysAddr pa{payload.get_address()};
  const unsigned bytes = payload.get_data_length();
  if (!memory_.contains(pa, bytes)) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  const Cycle now = clock_.now(delay);
  const Cycle latency =
      dram_.access(pa, bytes, request.transfer != Transfer::read, request.cause, now);
  delay = clock_.delay_until(now + latency);
  if (request.sideband != nullptr) request.sideband->served = Served::memory;
  if (request.moves_bytes) transport_dbg(0, payload);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

unsigned DramTarget::transport_dbg(int, tlm::tlm_generic_payload& payload) {
  const PhysAddr pa{payload.get_address()};
  const std::size_t bytes = payload.get_data_length();
  if (!memory_.contains(pa, bytes)) return 0;
  auto* data = reinterpret_cast<std::byte*>(payload.get_data_ptr());
  if (payload.is_write()) {
    memory_.write(pa, {data, bytes});
  } else if (payload.is_read()) {
    memory_.read(pa, {data, bytes});
  }
  return payload.get_data_length();
}

}  // namespace vapa
