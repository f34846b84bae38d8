// How threads and processes begin and end.

#include <algorithm>
#include <cerrno>

#include "sw/kernel/fork.hpp"
#include "sw/kernel/kernel.hpp"
#include "sw/kernel/mapping.hpp"

namespace vapa {

using kernel::AddressSpace;
using kernel::Job;
using kernel::OutOfMemory;
using kernel::Signal;

namespace {

// System call numbers and flags of Linux on x86-64.
constexpr std::uint16_t number_of_clone = 56, number_of_exit = 60;
constexpr std::uint64_t clone_thread = 0x10000, wait_no_hang = 1;

std::uint64_t& counter_of(kernel::Stats& stats, Signal signal) {
  switch (signal) {
    case Signal::segv_maperr:
      return stats.sigsegv_maperr;
    case Signal::segv_accerr:
      return stats.sigsegv_accerr;
    case Signal::segv_kernel:
      return stats.sigsegv_kernel;
    case Signal::bus:
      return stats.sigbus;
    default:
      return stats.out_of_memory_kills;
  }
}

bool begins_thread(const Call& call) {
  return call.number == number_of_clone && (call.args[0] & clone_thread) != 0;
}

}  // namespace

Task& Kernel::create(std::string name, Program& program, std::shared_ptr<AddressSpace> space) {
  auto task = std::make_unique<Task>();
  task->id = task->process = static_cast<std::uint32_t>(tasks_.size() + 1);
  task->name = std::move(name);
  task->thread.id = task->id;
  task->thread.program = &program;
  task->space = std::move(space);
  ready_.push_back(task.get());
  tasks_.push_back(std::move(task));
  return *tasks_.back();
}

void Kernel::process_call(CoreId id, const Call& call) {
  Core& core = cores_[id.value];
  Task& task = *core.task;
  core.bill.charge(kernel::Work::call, config_.cost.syscall);
  switch (call.name) {
    case Syscall::fork:
      task.result = fork(id, call);
      break;
    case Syscall::wait:
      task.result = wait(id, call);
      break;
    default:
      task.status = static_cast<std::int64_t>(call.args[0]);
      call.number == number_of_exit ? end(id) : end_process(id);
  }
}

std::int64_t Kernel::fork(CoreId id, const Call& call) {
  Core& core = cores_[id.value];
  const Task& parent = *core.task;
  Program* program = parent.thread.program->created(call);
  if (program == nullptr) return call.has_result ? call.result : -ENOSYS;
  core.bill.charge(kernel::Work::call, config_.cost.fork);
  const bool thread = begins_thread(call);
  std::shared_ptr<AddressSpace> space = parent.space;
  if (!thread && space) {
    Job job{res_, *parent.space, core.bill, {}};
    space = kernel::fork_space(job);
    flusher_.finish(job, id);
    if (space == nullptr) return -ENOMEM;
  }
  Task& child = create(parent.name, *program, std::move(space));
  child.catches_signals = parent.catches_signals;
  if (thread) child.process = parent.process;
  child.parent = thread ? parent.parent : parent.process;
  return child.id;
}

// The model's ids are not the recorded machine's: a recorded wait for one child takes any.
std::int64_t Kernel::wait(CoreId id, const Call& call) {
  Task& task = *cores_[id.value].task;
  const auto wanted = static_cast<std::int64_t>(call.args[0]);
  bool has_children = false;
  for (const auto& child : tasks_) {
    const bool own = child->parent == task.process && child->id == child->process;
    if (!own || child->reaped) continue;
    if (wanted > 0 && !call.has_result && child->id != wanted) continue;
    has_children = true;
    if (alive(child->process)) continue;
    child->reaped = true;
    return child->id;
  }
  if (!has_children) return call.has_result ? call.result : -ECHILD;
  if ((call.args[2] & wait_no_hang) != 0) return 0;
  task.waits = true;
  leave(id);
  return 0;
}

bool Kernel::alive(std::uint32_t process) const {
  return std::any_of(tasks_.begin(), tasks_.end(),
                     [&](const auto& task) { return task->process == process && !task->ended; });
}

void Kernel::tell_parent(const Task& ended) {
  if (ended.parent == 0 || alive(ended.process)) return;
  for (const auto& task : tasks_) {
    if (task->process != ended.parent || !task->waits) continue;
    task->waits = false;
    task->result = ended.process;
    tasks_[ended.process - 1]->reaped = true;
    ready_.push_back(task.get());
    return;
  }
}

void Kernel::end(CoreId id) {
  Core& core = cores_[id.value];
  Task& task = *core.task;
  if (task.space.use_count() == 1) {
    Job job{res_, *task.space, core.bill, {}};
    kernel::empty_space(job);
    flusher_.finish_exit(job, id);
    core.bill.charge(kernel::Work::call, config_.cost.munmap);
  }
  leave(id);
  task.space.reset();
  task.ended = true;
  tell_parent(task);
}

void Kernel::end_process(CoreId id) {
  const Task& task = *cores_[id.value].task;
  for (const auto& other : tasks_) {
    if (other.get() == &task || other->process != task.process || other->ended) continue;
    const auto running = std::any_of(cores_.begin(), cores_.end(),
                                     [&](const Core& c) { return c.task == other.get(); });
    other->killed = running;
    if (running) continue;
    std::erase(ready_, other.get());
    other->waits = false;
    other->space.reset();
    other->ended = true;
  }
  end(id);
}

bool Kernel::end_if_killed(CoreId id) {
  const Task* task = cores_[id.value].task;
  if (task == nullptr || !task->killed) return false;
  end(id);
  return true;
}

Outcome Kernel::raise(CoreId id, Cycle now, Signal signal, const Fault& fault) {
  Core& core = cores_[id.value];
  Task& task = *core.task;
  ++counter_of(res_.stats, signal);
  const VirtAddr address = signal == Signal::segv_kernel ? VirtAddr{0} : fault.va;
  if (task.catches_signals && signal != Signal::out_of_memory) {
    task.caught = Death{signal, address, fault.op};
    return carry_on(core);
  }
  ++res_.stats.deaths;
  task.death = Death{signal, address, fault.op};
  end_process(id);
  return dispatch(id, now);
}

}  // namespace vapa
