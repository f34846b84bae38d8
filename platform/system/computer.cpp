#include "platform/system/computer.hpp"

namespace vapa {

Computer::Computer(const SystemConfig& c, Meter& meter)
    : hardware_(c),
      kernel_(c.kernel, hardware_.format(), hardware_, c.cpu.frequency, c.mmu.asid_bits, 1),
      cpu_("cpu", {CoreId{0}, c.cpu.quantum}, kernel_, meter, hardware_.clock()) {
  cpu_.mmu.bind(hardware_.mmu().core);
}

void Computer::simulate() {
  sc_core::sc_start();
  cpu_.rethrow();
}

void Computer::describe(Registry& r) const {
  r.section("cpu", cpu_);
  hardware_.describe(r);
  r.section("kernel", kernel_);
}

}  // namespace vapa
