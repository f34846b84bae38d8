// The MMU's entrances for transactions: a foreign initiator's and the walker's.

#include <algorithm>

#include "tlm/mmu.hpp"
#include "tlm/target.hpp"

namespace vapa {
namespace {

/// A stretch of another payload, moved to a physical address.
struct Part {
  tlm::tlm_generic_payload payload;

  Part(const tlm::tlm_generic_payload& whole, std::uint64_t offset, unsigned bytes, PhysAddr pa) {
    payload.set_command(whole.get_command());
    payload.set_address(pa.value);
    payload.set_data_ptr(whole.get_data_ptr() + offset);
    payload.set_data_length(bytes);
    payload.set_streaming_width(bytes);
  }
};

/// The bytes of [va, va + left) that lie in the page of va.
unsigned bytes_in_page(VirtAddr va, unsigned left, unsigned shift) {
  const std::uint64_t room = (std::uint64_t{1} << shift) - va.offset(shift);
  return static_cast<unsigned>(std::min<std::uint64_t>(room, left));
}

Op op_of(const tlm::tlm_generic_payload& payload) {
  if (const auto* e = payload.get_extension<TranslationExtension>()) return e->op;
  return payload.is_write() ? Op::store : Op::load;
}

}  // namespace

void Mmu::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (const auto refused = refusal(payload); refused != tlm::TLM_OK_RESPONSE) {
    payload.set_response_status(refused);
    return;
  }
  const Op op = op_of(payload);
  Side& s = op == Op::fetch ? fetch_ : data_;
  const unsigned shift = paging_ ? format_.page_shift() : PhysicalMemory::frame_shift;
  const VirtAddr start{payload.get_address()};
  const unsigned length = payload.get_data_length();
  ++accesses_.accesses[static_cast<unsigned>(op)];
  for (unsigned done = 0; done < length;) {
    const VirtAddr va = start + done;
    const unsigned bytes = bytes_in_page(va, length - done, shift);
    Cycle now = clock_.cycles(sc_core::sc_time_stamp() + delay);
    const Cycle begin = now;
    const Translation t = translate(s, va, op, false, now);
    now += t.cycles;
    translation_cycles(s) += t.cycles;
    if (!t.ok()) {
      delay += clock_.time(now - begin);
      if (auto* e = payload.get_extension<TranslationExtension>()) e->fault = t.fault;
      payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
      return;
    }
    Part part(payload, done, bytes, t.pa);
    if (s.l1.enabled()) {
      const Event e{va, 0, static_cast<std::uint16_t>(bytes), op, 0};
      const bool ok =
          touch_memory(s, e, t.pa, bytes, now) && s.l1.below.debug(part.payload) == bytes;
      delay += clock_.time(now - begin);
      part.payload.set_response_status(ok ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
    } else {
      delay += clock_.time(now - begin);
      s.l1.below.socket->b_transport(part.payload, delay);
    }
    if (!part.payload.is_response_ok()) {
      payload.set_response_status(part.payload.get_response_status());
      return;
    }
    done += bytes;
  }
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

unsigned Mmu::transport_dbg(tlm::tlm_generic_payload& payload) {
  const unsigned shift = paging_ ? format_.page_shift() : PhysicalMemory::frame_shift;
  const VirtAddr start{payload.get_address()};
  const unsigned length = payload.get_data_length();
  unsigned done = 0;
  while (done < length) {
    const VirtAddr va = start + done;
    const unsigned bytes = bytes_in_page(va, length - done, shift);
    PhysAddr pa{va.value};
    if (paging_) {
      const auto leaf = walker->look(va, context_);
      if (!leaf) break;
      pa = leaf->pa + (va - leaf->va);
    }
    Part part(payload, done, bytes, pa);
    const unsigned moved = data_.l1.below.debug(part.payload);
    done += moved;
    if (moved != bytes) break;
  }
  return done;
}

void Mmu::serve_walker(int, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  serve(data_.l1, clock_, payload, delay);
}

unsigned Mmu::debug_walker(int, tlm::tlm_generic_payload& payload) {
  return data_.l1.below.debug(payload);
}

}  // namespace vapa
