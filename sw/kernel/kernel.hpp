#pragma once
// The operating system: processes on cores, their faults and system calls. Effects happen at once,
// in the bytes of physical memory; time and traffic are returned to the core.

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/trap.hpp"
#include "sw/kernel/asid.hpp"
#include "sw/kernel/flusher.hpp"
#include "sw/kernel/resources.hpp"
#include "sw/workload/image.hpp"

namespace vapa {

/// Why and where a process was ended before the end of its program.
struct Death {
  kernel::Signal signal = kernel::Signal::none;
  VirtAddr address;  ///< si_addr
  Op op = Op::load;
};

/// "SIGSEGV (SEGV_MAPERR) at 0x…", as a person is told.
std::string describe(const Death&);

/// A process with its one thread (Linux: task_struct).
struct Task {
  std::uint32_t id = 0;
  std::string name;
  Thread thread;
  /// Null where paging is off, and after the end of the process.
  std::unique_ptr<kernel::AddressSpace> space;
  bool ended = false;
  std::optional<Death> death;
};

class Kernel final : public TrapHandler {
 public:
  /// frequency: GHz. asid_bits 0: a switch of the address space flushes the TLBs of its core.
  /// cores: at most 64. Precondition: that of Resources.
  Kernel(const KernelConfig&, const Format&, Machine&, double frequency, unsigned asid_bits,
         unsigned cores);

  /// A new process, ready to run. The program must outlive the kernel. Throws InputError when the
  /// image does not fit the format or memory.
  Task& spawn(const ProcessImage&, Program&);

  Outcome fault(CoreId, Cycle now, const Fault&) override;
  Outcome call(CoreId, Cycle now, const Call&) override;
  Outcome resume(CoreId, Cycle now, Reason) override;
  void acknowledged(Ticket, Cycle now) override;

  /// The value or -errno that the last call on the core was answered with.
  std::int64_t last_result(CoreId core) const { return cores_[core.value].result; }

  const std::vector<std::unique_ptr<Task>>& tasks() const noexcept { return tasks_; }
  /// The process that runs on the core, or null.
  const Task* running(CoreId core) const { return cores_[core.value].task; }
  const kernel::Resources& resources() const noexcept { return res_; }

  void describe(Registry&) const;

 private:
  struct Core {
    Task* task = nullptr;
    std::uint32_t last_id = 0;  ///< of the process that ran last; 0: none
    std::int64_t result = 0;    ///< of the last call
    Cycle slice_begin = 0;
    kernel::Bill bill;
  };

  bool paged() const noexcept { return res_.format.levels() != 0; }
  Core& open(CoreId);
  Outcome carry_on(Core&);
  Outcome dispatch(CoreId, Cycle now);
  void enter(CoreId, Task&);
  void prepare_asid(CoreId, Task&);
  void leave(CoreId);
  void end(CoreId);
  void kill(CoreId, kernel::Signal, const Fault&);
  Outcome close(Core&);

  KernelConfig config_;
  double frequency_;
  Cycle time_slice_;
  kernel::Resources res_;
  kernel::Flusher flusher_;
  kernel::AsidAllocator asids_;
  std::vector<std::unique_ptr<Task>> tasks_;
  std::deque<Task*> ready_;
  std::vector<Core> cores_;
};

}  // namespace vapa
