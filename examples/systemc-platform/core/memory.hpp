#pragma once
// This platform's memory: bytes behind a TLM target socket, 60 ns an access. It knows nothing of
// vapa, and its folder is called like one of vapa's.

#include <tlm_utils/multi_passthrough_target_socket.h>

#include <cstring>
#include <systemc>
#include <vector>

class Memory : public sc_core::sc_module {
 public:
  tlm_utils::multi_passthrough_target_socket<Memory> in;

  Memory(const sc_core::sc_module_name& name, std::size_t bytes)
      : sc_module(name), in("in"), bytes_(bytes) {
    in.register_b_transport(this, &Memory::b_transport);
    in.register_transport_dbg(this, &Memory::debug);
  }

 private:
  void b_transport(int, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    delay += sc_core::sc_time(60, sc_core::SC_NS);
    const bool inside = move(payload);
    payload.set_response_status(inside ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
  }

  unsigned debug(int, tlm::tlm_generic_payload& payload) {
    return move(payload) ? payload.get_data_length() : 0;
  }

  bool move(tlm::tlm_generic_payload& payload) {
    const std::size_t length = payload.get_data_length();
    if (payload.get_address() > bytes_.size() || length > bytes_.size() - payload.get_address()) {
      return false;
    }
    unsigned char* here = &bytes_[payload.get_address()];
    if (payload.is_read()) std::memcpy(payload.get_data_ptr(), here, length);
    if (payload.is_write()) std::memcpy(here, payload.get_data_ptr(), length);
    return true;
  }

  std::vector<unsigned char> bytes_;
};
