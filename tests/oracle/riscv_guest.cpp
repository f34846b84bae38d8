#include "oracle/riscv_guest.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace vapa::oracle {
namespace {

constexpr std::uint64_t slot_bytes = 16;
constexpr std::uint64_t entry_offset = 0x400;
constexpr std::uint64_t handler_offset = 0x800;

/// In M mode. QEMU 7.2 judges a hit of its own TLB less strictly than a walk (after a load with SUM
/// it lets S mode fetch from the user's page), so every access begins with an empty one.
constexpr std::uint64_t entry_code = std::uint64_t{0x3020'0073} << 32U  // mret
                                     | 0x1200'0073;                     // sfence.vma

// Privileged Architecture, "Machine status registers".
constexpr std::uint64_t mstatus_mpp = 3U << 11U;
constexpr std::uint64_t mstatus_mpp_supervisor = 1U << 11U;
constexpr std::uint64_t mstatus_sum = std::uint64_t{1} << 18U;
constexpr std::uint64_t mstatus_mxr = std::uint64_t{1} << 19U;

constexpr std::uint64_t offset_of(Op op) { return static_cast<std::uint64_t>(op) * slot_bytes; }

/// The access with the address in t1, then ebreak.
std::uint64_t code_of(Op op) {
  constexpr std::uint64_t ebreak = 0x0010'0073;
  constexpr std::uint64_t load = 0x0003'0283;   // lb t0, 0(t1)
  constexpr std::uint64_t store = 0x0073'0023;  // sb t2, 0(t1)
  constexpr std::uint64_t jump = 0x0003'0067;   // jr t1
  return ebreak << 32U | (op == Op::fetch ? jump : op == Op::store ? store : load);
}

}  // namespace

RiscvGuest::RiscvGuest(const MachineKind& kind) : machine_(kind), program_(kind.memory_base) {
  const auto write = [&](std::uint64_t offset, std::uint64_t code) {
    machine_.memory().write(program_ + offset, std::as_bytes(std::span(&code, 1)));
  };
  for (const Op op : {Op::load, Op::store, Op::fetch}) write(offset_of(op), code_of(op));
  write(entry_offset, entry_code);
}

void RiscvGuest::start(std::uint64_t mode_field, PhysAddr root, const RightsMode& mode) {
  GdbClient& gdb = machine_.gdb();
  gdb.write_register("mtvec", (program_ + handler_offset).value);
  gdb.break_at((program_ + handler_offset).value);
  gdb.write_register("satp", mode_field | root.value >> 12U);
  user_ = mode.privilege == Privilege::user;
  status_ = gdb.read_register("mstatus") & ~(mstatus_mpp | mstatus_sum | mstatus_mxr);
  if (!user_) status_ |= mstatus_mpp_supervisor;
  if (mode.supervisor_user) status_ |= mstatus_sum;
  if (mode.mxr) status_ |= mstatus_mxr;
}

RiscvGuest::End RiscvGuest::access(VirtAddr va, Op op) {
  GdbClient& gdb = machine_.gdb();
  gdb.write_register("mstatus", status_);
  gdb.write_register("mepc", (user_ ? user_page : supervisor_page) + offset_of(op));
  gdb.write_register("pc", (program_ + entry_offset).value);
  gdb.write_register("t1", va.value);
  gdb.write_register("t2", static_cast<std::uint64_t>(landing[0]));
  gdb.resume();
  const std::uint64_t pc = gdb.read_register("pc");
  if (pc != (program_ + handler_offset).value) {
    throw std::runtime_error(fmt::format("the guest has stopped at 0x{:x}", pc));
  }
  return {gdb.read_register("mcause"), VirtAddr{gdb.read_register("mtval")}};
}

}  // namespace vapa::oracle
