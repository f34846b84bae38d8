#include "sw/scenario/keeping_machine.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "core/walk/walk.hpp"

namespace vapa::scenario {

KeepingMachine::KeepingMachine(const Format& format, std::uint64_t bytes, unsigned cores)
    : format_(&format), memory_(bytes), tlb_(cores) {}

std::optional<PhysAddr> KeepingMachine::translate(CoreId core, const Context& context, VirtAddr va,
                                                  Op op, Fault& fault) {
  const auto kept = find(core, context.asid, va);
  const bool hit = kept && context.judge(kept->rights, op) == Verdict::allowed;
  const auto leaf = walk(context, va, op, fault);
  if (hit && (!leaf || leaf->pa + va.offset(leaf->shift) != kept->pa + va.offset(kept->shift))) {
    throw std::logic_error(
        fmt::format("core {} holds a stale translation of {:#x}", core.value, va.value));
  }
  if (!leaf) return std::nullopt;
  shifts_.insert(leaf->shift);
  tlb_[core.value].insert_or_assign({leaf->asid, leaf->shift, leaf->va}, *leaf);
  return leaf->pa + va.offset(leaf->shift);
}

void KeepingMachine::flush_local(CoreId core, std::span<const Flush> flushes) {
  for (const Flush& f : flushes) drop(core.value, f);
}

void KeepingMachine::shootdown(CoreId, std::uint64_t to, std::span<const Flush> flushes, Ticket) {
  for (unsigned core = 0; core < tlb_.size(); ++core) {
    if ((to >> core & 1U) == 0) continue;
    for (const Flush& f : flushes) drop(core, f);
  }
}

std::optional<Leaf> KeepingMachine::find(CoreId core, Asid asid, VirtAddr va) const {
  const auto& tlb = tlb_[core.value];
  for (const std::uint8_t shift : shifts_) {
    const auto found = tlb.find({asid, shift, va.align_down(shift)});
    if (found != tlb.end()) return found->second;
  }
  return std::nullopt;
}

std::optional<Leaf> KeepingMachine::walk(const Context& context, VirtAddr va, Op op, Fault& fault) {
  Walk walk(*format_, context, va, op);
  while (walk.step() == Walk::Step::read) {
    const PhysAddr at = walk.entry_address();
    const std::uint64_t raw = memory_.read_word(at, format_->entry_bytes());
    const std::uint64_t set = walk.consume(raw);
    if (set != 0) memory_.write_word(at, raw | set, format_->entry_bytes());
  }
  if (walk.step() == Walk::Step::fault) {
    fault = walk.fault();
    return std::nullopt;
  }
  return walk.leaf();
}

void KeepingMachine::drop(unsigned core, const Flush& f) {
  if (f.va && f.asid) {
    for (const std::uint8_t shift : shifts_) {
      tlb_[core].erase({*f.asid, shift, f.va->align_down(shift)});
    }
    return;
  }
  std::erase_if(tlb_[core], [&](const auto& entry) {
    const Leaf& leaf = entry.second;
    return (!f.va || f.va->align_down(leaf.shift) == leaf.va) && (!f.asid || *f.asid == leaf.asid);
  });
}

}  // namespace vapa::scenario
