// The MMU's entrances for transactions: a foreign initiator's and the walker's.

#include <algorithm>
#include <utility>

#include "tlm/mmu.hpp"
#include "tlm/one_at_a_time.hpp"
#include "tlm/target.hpp"

namespace vapa {
namespace {

/// A stretch of another transaction, at a physical address: its bytes, its extensions and, unless
/// one of them says so already, for whom it is.
struct Part {
  tlm::tlm_generic_payload payload;
  Sideband sideband;

  Part(const tlm::tlm_generic_payload& whole, Cause cause, unsigned offset, PhysAddr pa,
       unsigned bytes) {
    payload.set_command(whole.get_command());
    payload.set_address(pa.value);
    payload.set_data_ptr(whole.get_data_ptr() + offset);
    payload.set_data_length(bytes);
    payload.set_streaming_width(bytes);
    sideband.cause = cause;
    sideband.transfer = whole.is_write() ? Transfer::write : Transfer::read;
    sideband.moves_bytes = true;
    payload.set_extension(&sideband);
    for (unsigned id = 0; id < tlm::max_num_extensions(); ++id) {
      if (auto* extension = whole.get_extension(id)) payload.set_extension(id, extension);
    }
  }
  /// The extensions belong to others.
  ~Part() {
    for (unsigned id = 0; id < tlm::max_num_extensions(); ++id) payload.set_extension(id, nullptr);
  }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;
};

/// The kind of access that command and extension agree on; nothing when they contradict each other.
std::optional<Op> op_of(const tlm::tlm_generic_payload& payload,
                        const TranslationExtension& extension) {
  const Op op = extension.op.value_or(payload.is_write() ? Op::store : Op::load);
  if (op == Op::call || (payload.is_write() && !is_write(op)) ||
      (payload.is_read() && op == Op::store)) {
    return std::nullopt;
  }
  return op;
}

}  // namespace

void Mmu::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  TranslationExtension none;
  auto* given = payload.get_extension<TranslationExtension>();
  payload.set_response_status(perform(payload, given != nullptr ? *given : none, delay));
}

tlm::tlm_response_status Mmu::perform(tlm::tlm_generic_payload& payload,
                                      TranslationExtension& extension, sc_core::sc_time& delay) {
  const Fault before = std::exchange(extension.fault, Fault{});
  if (const auto refused = refusal(payload); refused != tlm::TLM_OK_RESPONSE) return refused;
  const std::optional<Op> op = op_of(payload, extension);
  if (!op) return tlm::TLM_COMMAND_ERROR_RESPONSE;
  Side& s = *op == Op::fetch ? fetch_ : data_;
  const Access access{VirtAddr{payload.get_address()}, payload.get_data_length(), *op,
                      !s.l1.enabled()};
  const bool again = before.kind != FaultKind::none && before.op == *op &&
                     extension.va_ == access.va && extension.bytes_ == access.bytes;
  if (!again) ++accesses_.accesses[static_cast<unsigned>(*op)];
  bool done = false;
  {
    const OneAtATime entered(busy_, name());
    Cycle now = clock_.now(delay);
    done = whole_access(s, access, again ? extension.attempted_ : 0, now);
    delay = clock_.delay_until(now);
  }
  tlm::tlm_response_status status = tlm::TLM_ADDRESS_ERROR_RESPONSE;
  if (done)
    status = access.forwarded ? forward(s, *op, payload, delay) : move_bytes(s, *op, payload);
  if (status == tlm::TLM_ADDRESS_ERROR_RESPONSE) {
    extension.fault = fault_;
    extension.va_ = access.va;
    extension.bytes_ = access.bytes;
    extension.attempted_ = attempted_;
  }
  return status;
}

tlm::tlm_response_status Mmu::move_bytes(Side& s, Op op, tlm::tlm_generic_payload& payload) {
  if (payload.get_command() == tlm::TLM_IGNORE_COMMAND) return tlm::TLM_OK_RESPONSE;
  unsigned done = 0;
  for (const Piece& p : pieces_) {
    Part part(payload, s.cause, done, p.pa, p.bytes);
    if (s.l1.below.debug(part.payload) != p.bytes) {
      fail(beyond_memory(p.va, op), pieces_.size());
      return tlm::TLM_ADDRESS_ERROR_RESPONSE;
    }
    done += p.bytes;
  }
  return tlm::TLM_OK_RESPONSE;
}

// Memory may wait and another access come meanwhile, so the pieces are taken along.
tlm::tlm_response_status Mmu::forward(Side& s, Op op, tlm::tlm_generic_payload& payload,
                                      sc_core::sc_time& delay) {
  std::vector<Piece> pieces = std::move(pieces_);
  tlm::tlm_response_status status = tlm::TLM_OK_RESPONSE;
  unsigned done = 0;
  for (const Piece& p : pieces) {
    Part part(payload, s.cause, done, p.pa, p.bytes);
    s.l1.below.socket->b_transport(part.payload, delay);
    status = part.payload.get_response_status();
    if (status == tlm::TLM_ADDRESS_ERROR_RESPONSE) fail(beyond_memory(p.va, op), pieces.size());
    if (part.payload.is_response_error()) break;
    done += p.bytes;
  }
  if (!busy_) pieces_ = std::move(pieces);
  return status;
}

unsigned Mmu::transport_dbg(tlm::tlm_generic_payload& payload) {
  const VirtAddr start{payload.get_address()};
  const unsigned length = payload.get_data_length();
  unsigned done = 0;
  while (done < length) {
    const VirtAddr va = start + done;
    const auto bytes = static_cast<unsigned>(
        std::min<std::uint64_t>(length - done, va.to_block_end(format_.page_shift())));
    const auto leaf = walker->look(va, context_);
    if (!leaf) break;
    Part part(payload, Cause::data, done, leaf->pa + (va - leaf->va), bytes);
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
