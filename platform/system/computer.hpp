#pragma once
// A whole machine: hardware, kernel and CPU.

#include "platform/system/hardware.hpp"
#include "sw/kernel/kernel.hpp"
#include "tlm/cpu.hpp"

namespace vapa {

/// Elaborates SystemC modules: one per process, before the simulation starts.
/// Precondition: the configuration is valid. Throws InputError where the kernel cannot work with
/// it.
class Computer {
 public:
  /// The meter is asked only once simulate() runs.
  /// dtlb: as Hardware takes it.
  Computer(const SystemConfig&, Meter&, const MakeTlbDevice& dtlb = {});

  Hardware& hardware() noexcept { return hardware_; }
  Kernel& kernel() noexcept { return kernel_; }
  const Cpu& cpu() const noexcept { return cpu_; }

  /// Runs until the programs have ended or the meter says so. Rethrows what a program threw.
  void simulate();

  void describe(Registry&) const;

 private:
  Hardware hardware_;
  Kernel kernel_;
  Cpu cpu_;
};

}  // namespace vapa
