#pragma once
// What the targets of this platform have in common.

#include "tlm/cache_stage.hpp"

namespace vapa {

/// What a transaction asks for; an ordinary one counts as data.
struct Request {
  Cause cause;
  Transfer transfer;
  bool moves_bytes;
  Sideband* sideband;  ///< null: an ordinary transaction
};
Request request_of(const tlm::tlm_generic_payload&) noexcept;

/// The error response to a transaction that asks for what the targets of this platform do not do:
/// byte enables, streaming, no bytes at all. TLM_OK_RESPONSE: it can be served.
tlm::tlm_response_status refusal(const tlm::tlm_generic_payload&) noexcept;

/// b_transport of a cache: time by the stage, bytes by transport_dbg from the memory below it. Sets
/// the response; what the memory refuses is TLM_ADDRESS_ERROR_RESPONSE.
void serve(CacheStage&, const Clock&, tlm::tlm_generic_payload&, sc_core::sc_time& delay);

}  // namespace vapa
