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

/// A thread, alone in its process or not (Linux: task_struct).
struct Task {
  std::uint32_t id = 0;
  std::uint32_t process = 0;  ///< id of its first thread
  std::uint32_t parent = 0;   ///< process that waits for this one; 0: none
  std::string name;
  Thread thread;
  /// Of all threads of the process. Null where paging is off, and after the end of the thread.
  std::shared_ptr<kernel::AddressSpace> space;
  std::int64_t result = 0;  ///< of the last call
  bool ended = false;
  bool killed = false;  ///< with its process, and to end at its next trap
  bool reaped = false;  ///< its parent knows that it has ended
  bool waits = false;   ///< for a child; it is on no core and not ready
  std::int64_t status = 0;
  std::optional<Death> death;
  /// A handler for signals is there: what would end the process is noted in `caught`, and the
  /// program goes on behind the access (sigaction(2) with a handler that jumps).
  bool catches_signals = false;
  std::optional<Death> caught;
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
  std::int64_t last_result(CoreId core) const {
    const Task* task = cores_[core.value].task;
    return task == nullptr ? 0 : task->result;
  }

  const std::vector<std::unique_ptr<Task>>& tasks() const noexcept { return tasks_; }
  /// The process that runs on the core, or null.
  const Task* running(CoreId core) const { return cores_[core.value].task; }
  const kernel::Resources& resources() const noexcept { return res_; }

  void describe(Registry&) const;

 private:
  struct Core {
    Task* task = nullptr;
    std::uint32_t last_id = 0;       ///< of the thread that ran last; 0: none
    std::uint32_t last_process = 0;  ///< likewise its process
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
  /// The thread on the core ends; with the last one its address space.
  void end(CoreId);
  void end_process(CoreId);
  /// Whether the thread on the core was to end since its last trap, and has.
  bool end_if_killed(CoreId);
  Outcome raise(CoreId, Cycle now, kernel::Signal, const Fault&);
  Task& create(std::string name, Program&, std::shared_ptr<kernel::AddressSpace>);
  void process_call(CoreId, const Call&);
  std::int64_t fork(CoreId, const Call&);
  std::int64_t wait(CoreId, const Call&);
  bool alive(std::uint32_t process) const;
  void tell_parent(const Task&);
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
