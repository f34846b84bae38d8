#include "core/tlb/clocked_tlb.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace vapa {
namespace {

constexpr unsigned page_shift = 12;
constexpr unsigned level_bits = 9;

std::uint8_t shift_of(unsigned level) {
  return static_cast<std::uint8_t>(page_shift + level_bits * level);
}
std::uint8_t level_of(unsigned shift) {
  return static_cast<std::uint8_t>((shift - page_shift) / level_bits);
}

}  // namespace

ClockedTlb::ClockedTlb(std::unique_ptr<TlbDevice> device, const TlbConfig& array)
    : device_(std::move(device)),
      array_(array),
      smallest_shift_(Tlb(array, 1).held_shifts().front()) {
  device_->reset();
}

ClockedTlb::Answer ClockedTlb::ask(VirtAddr va, const Context& context, Op op) {
  Cycle cycles = 0;
  in_.request = TlbRequest{va, 0, context.asid, op, context.mode};
  offer(&TlbOut::request_ready, cycles);
  in_.request.reset();
  return await(cycles);
}

ClockedTlb::Answer ClockedTlb::fill(const Leaf& leaf) {
  return answer_walk({*walked_, FaultKind::none, level_of(leaf.shift), leaf.rights, leaf.pa});
}

Cycle ClockedTlb::fail(FaultKind kind) {
  const Answer answer = answer_walk({*walked_, kind, 0, 0, {}});
  if (answer.response->fault == kind) return answer.cycles;
  throw std::logic_error(
      fmt::format("the TLB's device answers a walk that ended in fault {} with {}",
                  static_cast<unsigned>(kind), static_cast<unsigned>(answer.response->fault)));
}

ClockedTlb::Answer ClockedTlb::answer_walk(const TlbFill& fill) {
  Cycle cycles = 0;
  in_.fill = fill;
  offer(&TlbOut::fill_ready, cycles);
  in_.fill.reset();
  walked_.reset();
  const Answer answer = await(cycles);
  if (answer.response) return answer;
  throw std::logic_error("the TLB's device asks again for a walk that was made for its request");
}

void ClockedTlb::flush(const Flush& flush) {
  Cycle cycles = 0;
  in_.flush = TlbFlush{flush.va, flush.globals ? std::nullopt : flush.asid};
  offer(&TlbOut::flush_ready, cycles);
  in_.flush.reset();
  while (!device_->eval(in_).flush_done) tick(cycles);
}

// A response stays on its channel until the next move of a request or a flush takes the clock on:
// so an access that follows begins in the very cycle in which the one before it was answered.
void ClockedTlb::offer(bool TlbOut::*ready, Cycle& cycles) {
  bool moves = false;
  while (!moves) {
    moves = device_->eval(in_).*ready;
    tick(cycles);
  }
}

ClockedTlb::Answer ClockedTlb::await(Cycle cycles) {
  for (;;) {
    const TlbOut& out = device_->eval(in_);
    if (out.response) return {out.response, cycles};
    if (out.miss) walked_ = out.miss->id;
    tick(cycles);
    if (walked_) return {std::nullopt, cycles};
  }
}

void ClockedTlb::tick(Cycle& cycles) {
  device_->tick();
  if (const std::string* said = device_->complaint()) {
    throw std::logic_error(fmt::format("an assertion of the TLB's device: {}", *said));
  }
  if (++cycles > patience) {
    throw std::logic_error(fmt::format("the TLB's device is silent for {} cycles", patience));
  }
}

Tlb ClockedTlb::picture() {
  Tlb tlb(array_, 1);
  for (std::uint32_t slot = 0; slot < array_.entries; ++slot) {
    in_.debug_index = slot;
    device_->eval(in_);
    const auto e = device_->entry();
    if (!e) continue;
    const Leaf held{e->va, e->pa, shift_of(e->held), e->rights, e->asid};
    tlb.put({held, shift_of(e->mapped), slot / tlb.ways(), slot % tlb.ways()});
  }
  return tlb;
}

}  // namespace vapa
