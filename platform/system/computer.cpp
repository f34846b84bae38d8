#include "platform/system/computer.hpp"

#ifdef __SANITIZE_ADDRESS__
#include <pthread.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace vapa {
namespace {

/// SystemC tells AddressSanitizer to which stack it switches, but not when a thread that has ended
/// gives way to main(): the next exception would be a false alarm.
void back_on_the_stack_of_main() {
#ifdef __SANITIZE_ADDRESS__
  ::pthread_attr_t attributes{};
  ::pthread_getattr_np(::pthread_self(), &attributes);
  void* bottom = nullptr;
  std::size_t size = 0;
  ::pthread_attr_getstack(&attributes, &bottom, &size);
  ::pthread_attr_destroy(&attributes);
  ::__sanitizer_start_switch_fiber(nullptr, bottom, size);
  ::__sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
#endif
}

}  // namespace

Computer::Computer(const SystemConfig& c, Meter& meter, const MakeTlbDevice& dtlb)
    : hardware_(c, dtlb),
      kernel_(c.kernel, hardware_.format(), hardware_, c.cpu.frequency, c.mmu.asid_bits, 1),
      cpu_("cpu", {CoreId{0}, c.cpu.quantum}, kernel_, meter, hardware_.clock()) {
  cpu_.mmu.bind(hardware_.mmu().core);
}

void Computer::simulate() {
  sc_core::sc_start();
  back_on_the_stack_of_main();
  cpu_.rethrow();
}

void Computer::describe(Registry& r) const {
  r.section("cpu", cpu_);
  hardware_.describe(r);
  r.section("kernel", kernel_);
}

}  // namespace vapa
