#include "cosim/entry_rules.hpp"

namespace vapa::cosim {
namespace {

bool bit(std::uint64_t value, unsigned n) noexcept { return (value >> n & 1U) != 0; }

std::uint64_t field(std::uint64_t value, unsigned low, unsigned high) noexcept {
  return high <= low ? 0 : (value >> low) & ((std::uint64_t{1} << (high - low)) - 1);
}

Meaning fault(FaultKind kind) noexcept { return {Meaning::Kind::fault, kind, 0, {}}; }

Meaning x86_entry(const Rules& rules, unsigned level, std::uint64_t value, Grants grants) noexcept {
  if (!bit(value, 0)) return fault(FaultKind::not_present);
  if (field(value, rules.pa_bits, 52) != 0) return fault(FaultKind::reserved);
  const bool large = bit(value, 7);
  if (level > 3 && large) return fault(FaultKind::reserved);
  const bool leaf = level == 1 || large;
  const unsigned offset_bits = 12 + 9 * (level - 1);
  if (leaf && level > 1 && field(value, 13, offset_bits) != 0) return fault(FaultKind::reserved);
  grants.writable = grants.writable && bit(value, 1);
  grants.user = grants.user && bit(value, 2);
  grants.executable = grants.executable && !bit(value, 63);
  if (!leaf) return {Meaning::Kind::table, FaultKind::none, field(value, 12, 52) << 12U, grants};
  grants.accessed = bit(value, 5);
  grants.dirty = bit(value, 6);
  grants.global = bit(value, 8);
  const std::uint64_t frame = field(value, offset_bits, 52) << offset_bits;
  return {Meaning::Kind::leaf, FaultKind::none, frame, grants};
}

Meaning riscv_entry(unsigned level, std::uint64_t value, Grants grants) noexcept {
  if (!bit(value, 0)) return fault(FaultKind::not_present);
  const bool readable = bit(value, 1);
  const bool writable = bit(value, 2);
  const bool executable = bit(value, 3);
  if (writable && !readable) return fault(FaultKind::reserved);
  if (field(value, 54, 64) != 0) return fault(FaultKind::reserved);
  const std::uint64_t frame_number = field(value, 10, 54);
  grants.global = grants.global || bit(value, 5);
  if (!readable && !executable) {
    const bool leaf_bits = bit(value, 4) || bit(value, 6) || bit(value, 7);
    if (level == 1 || leaf_bits) return fault(FaultKind::reserved);
    return {Meaning::Kind::table, FaultKind::none, frame_number << 12U, grants};
  }
  if (field(frame_number, 0, 9 * (level - 1)) != 0) return fault(FaultKind::reserved);
  grants.readable = readable;
  grants.writable = writable;
  grants.executable = executable;
  grants.user = bit(value, 4);
  grants.accessed = bit(value, 6);
  grants.dirty = bit(value, 7);
  return {Meaning::Kind::leaf, FaultKind::none, frame_number << 12U, grants};
}

bool may(const Grants& g, Op op, const RightsMode& mode) noexcept {
  const bool user = mode.privilege == Privilege::user;
  if (user && !g.user) return false;
  if (op == Op::fetch) return g.executable && (user || !g.user || !mode.smep);
  if (!user && g.user && !mode.supervisor_user) return false;
  if (op == Op::load) return g.readable || (mode.mxr && g.executable);
  return g.writable || (!user && !mode.write_protect);
}

}  // namespace

Meaning read_entry(const Rules& rules, unsigned level, std::uint64_t value,
                   const Grants& above) noexcept {
  return rules.riscv ? riscv_entry(level, value, above) : x86_entry(rules, level, value, above);
}

bool writes(Op op) noexcept { return op == Op::store || op == Op::rmw; }

FaultKind judge(const Rules& rules, const Grants& g, Op op, const RightsMode& mode) noexcept {
  if (!rules.checks_rights) return FaultKind::none;
  if (!may(g, op, mode)) return FaultKind::rights;
  const bool wants = !g.accessed || (writes(op) && !g.dirty);
  return wants && !rules.updates_ad ? FaultKind::accessed_dirty : FaultKind::none;
}

}  // namespace vapa::cosim
