#include "oracle/x86_guest.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace vapa::oracle {
namespace {

using guest_program::Vector;

// SDM vol. 3A, 2.5 and 2.2.1.
constexpr std::uint64_t cr0_paging = 0x8000'0033;  // PG, NE, ET, MP, PE
constexpr std::uint64_t cr0_write_protect = 1U << 16U;
constexpr std::uint64_t cr4_pae = 1U << 5U;
constexpr std::uint64_t cr4_la57 = 1U << 12U;
constexpr std::uint64_t cr4_smep = 1U << 20U;
constexpr std::uint64_t cr4_smap = 1U << 21U;
constexpr std::uint64_t efer_long = 0x500;  // LMA, LME
constexpr std::uint64_t efer_nxe = 0x800;
constexpr std::uint64_t eflags_ac = 1U << 18U;

std::uint64_t bit_if(bool condition, std::uint64_t bit) { return condition ? bit : 0; }

}  // namespace

X86Guest::X86Guest(PhysAddr root, unsigned levels) : machine_(x86_machine()), levels_(levels) {
  guest_program::install(machine_.memory());
  machine_.gdb().write_register("cr3", root.value);
}

void X86Guest::start() {
  GdbClient& gdb = machine_.gdb();
  set_mode({}, true, true);
  gdb.write_register("cs", guest_program::kernel_code);
  gdb.write_register("ss", guest_program::kernel_data);
  gdb.write_register("ds", guest_program::kernel_data);
  gdb.write_register("rip", guest_program::start);
  gdb.break_at(guest_program::started);
  for (const Vector vector : guest_program::vectors) gdb.break_at(guest_program::caught(vector));
  gdb.resume();
  if (gdb.read_register("rip") != guest_program::started) {
    throw std::runtime_error("the guest's program did not start");
  }
}

void X86Guest::set_mode(const RightsMode& mode, bool smap, bool nx) {
  GdbClient& gdb = machine_.gdb();
  gdb.write_register("cr4", cr4_pae | bit_if(levels_ == 5, cr4_la57) | bit_if(mode.smep, cr4_smep) |
                                bit_if(smap, cr4_smap));
  gdb.write_register("efer", efer_long | bit_if(nx, efer_nxe));
  gdb.write_register("cr0", cr0_paging | bit_if(mode.write_protect, cr0_write_protect));
  user_ = mode.privilege == Privilege::user;
  access_flag_ = smap && mode.supervisor_user;
}

X86Guest::End X86Guest::access(VirtAddr va, Op op) {
  GdbClient& gdb = machine_.gdb();
  gdb.write_register("rbx", va.value);
  gdb.write_register("rcx", static_cast<std::uint64_t>(guest_program::int3));
  gdb.write_register("rsp", guest_program::stack_top);
  gdb.write_register("eflags", 2 | bit_if(access_flag_ && !user_, eflags_ac));
  gdb.write_register("rdx", guest_program::user_entry(op));
  gdb.write_register("rip",
                     user_ ? guest_program::enter_user() : guest_program::supervisor_entry(op));
  gdb.resume();
  const std::uint64_t rip = gdb.read_register("rip");
  for (const Vector vector : guest_program::vectors) {
    if (rip != guest_program::caught(vector)) continue;
    return {vector, static_cast<std::uint32_t>(gdb.read_register("rdi")),
            VirtAddr{gdb.read_register("rsi")}};
  }
  throw std::runtime_error(fmt::format("the guest has stopped at 0x{:x}", rip));
}

}  // namespace vapa::oracle
