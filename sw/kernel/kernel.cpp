#include "sw/kernel/kernel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "sw/kernel/calls.hpp"
#include "sw/kernel/fault_handler.hpp"
#include "sw/kernel/loader.hpp"
#include "sw/kernel/mapping.hpp"

namespace vapa {

using kernel::Job;
using kernel::OutOfMemory;
using kernel::Signal;

namespace {

constexpr std::uint64_t bit(CoreId core) noexcept { return std::uint64_t{1} << core.value; }

bool concerns_processes(Syscall name) noexcept {
  return name == Syscall::fork || name == Syscall::wait || name == Syscall::exit;
}

}  // namespace

std::string describe(const Death& death) {
  switch (death.signal) {
    case Signal::segv_maperr:
      return fmt::format("SIGSEGV (SEGV_MAPERR) at {:#x}", death.address.value);
    case Signal::segv_accerr:
      return fmt::format("SIGSEGV (SEGV_ACCERR) at {:#x}", death.address.value);
    case Signal::segv_kernel:
      return "SIGSEGV (SI_KERNEL) at 0x0: non-canonical address";
    case Signal::bus:
      return fmt::format("SIGBUS at {:#x}", death.address.value);
    default:
      return fmt::format("killed at {:#x}: memory.size is exhausted", death.address.value);
  }
}

Kernel::Kernel(const KernelConfig& config, const Format& format, Machine& machine, double frequency,
               unsigned asid_bits, unsigned cores)
    : config_(config),
      frequency_(frequency),
      time_slice_(
          std::max<Cycle>(1, static_cast<Cycle>(std::llround(config.time_slice * frequency)))),
      res_(config_, format, machine.memory()),
      flusher_(res_, machine),
      asids_(asid_bits, cores) {
  for (unsigned n = 0; n < cores; ++n) {
    cores_.push_back(Core{.bill = kernel::Bill(config_, frequency)});
  }
}

Task& Kernel::spawn(const ProcessImage& image, Program& program) {
  std::shared_ptr<kernel::AddressSpace> space;
  if (paged()) {
    kernel::Bill unpaid(config_, frequency_);
    try {
      space = std::make_shared<kernel::AddressSpace>(
          ++res_.last_space, kernel::PageTable(res_.format, res_.memory, res_.frames, unpaid),
          static_cast<unsigned>(cores_.size()));
      Job job{res_, *space, unpaid, {}};
      kernel::load_image(job, image);
      flusher_.finish(job, std::nullopt);
    } catch (const OutOfMemory&) {
      throw InputError(fmt::format("memory.size: {} bytes do not hold the page table of process {}",
                                   res_.memory.size(), image.name));
    }
  }
  return create(image.name, program, std::move(space));
}

Outcome Kernel::fault(CoreId id, Cycle now, const Fault& fault) {
  Core& core = open(id);
  if (end_if_killed(id)) return dispatch(id, now);
  if (!paged()) return raise(id, now, Signal::bus, fault);
  Job job{res_, *core.task->space, core.bill, {}};
  Signal signal = Signal::none;
  try {
    signal = serve_fault(job, fault);
  } catch (const OutOfMemory&) {
    signal = Signal::out_of_memory;
  }
  flusher_.finish(job, id);
  if (signal != Signal::none) return raise(id, now, signal, fault);
  if (fault.kind != FaultKind::not_present) flusher_.drop_faulting(id, job.space, fault.va);
  return carry_on(core);
}

Outcome Kernel::call(CoreId id, Cycle now, const Call& call) {
  Core& core = open(id);
  if (end_if_killed(id)) return dispatch(id, now);
  if (concerns_processes(call.name)) {
    ++res_.stats.calls[static_cast<unsigned>(call.name)];
    process_call(id, call);
    return dispatch(id, now);
  }
  Task& task = *core.task;
  if (!paged()) {
    ++res_.stats.calls[static_cast<unsigned>(call.name)];
    task.result = call.has_result ? call.result : 0;
    core.bill.charge(kernel::Work::call, config_.cost.syscall);
    return carry_on(core);
  }
  Job job{res_, *task.space, core.bill, {}};
  try {
    task.result = serve_call(job, call);
    flusher_.finish(job, id);
    return carry_on(core);
  } catch (const OutOfMemory&) {
    flusher_.finish(job, id);
    return raise(id, now, Signal::out_of_memory,
                 Fault{.va = VirtAddr{call.args[0]}, .op = Op::call});
  }
}

Outcome Kernel::resume(CoreId id, Cycle now, Reason reason) {
  Core& core = open(id);
  end_if_killed(id);
  switch (reason) {
    case Reason::start:
      break;
    case Reason::program_ended:
      if (core.task != nullptr) end(id);
      break;
    case Reason::time_slice:
      if (ready_.empty() || core.task == nullptr) break;
      ready_.push_back(core.task);
      leave(id);
      break;
  }
  return dispatch(id, now);
}

void Kernel::acknowledged(Ticket ticket, Cycle) { flusher_.acknowledged(ticket); }

void Kernel::describe(Registry& r) const {
  res_.stats.describe(r);
  res_.frames.describe(r);
  res_.cache.describe(r);
  r.counter("asid_rollovers", asids_.rounds(), "rollovers",
            "Times that the address-space identifiers were exhausted and recycled.");
}

Kernel::Core& Kernel::open(CoreId id) {
  Core& core = cores_[id.value];
  core.bill.open();
  return core;
}

Outcome Kernel::carry_on(Core& core) {
  if (core.task != nullptr) core.task->thread.switched = false;
  return close(core);
}

Outcome Kernel::dispatch(CoreId id, Cycle now) {
  Core& core = cores_[id.value];
  if (core.task != nullptr) return carry_on(core);
  if (!ready_.empty()) {
    Task& next = *ready_.front();
    ready_.pop_front();
    enter(id, next);
    core.slice_begin = now;
  }
  return close(core);
}

void Kernel::enter(CoreId id, Task& task) {
  Core& core = cores_[id.value];
  const bool first = core.last_id == 0;
  task.thread.switched = core.last_process != task.process;
  if (core.last_id != task.id && !first) {
    ++res_.stats.context_switches;
    core.bill.charge(kernel::Work::schedule, config_.cost.context_switch);
  }
  if (task.space) prepare_asid(id, task);
  core.task = &task;
  core.last_id = task.id;
  core.last_process = task.process;
}

void Kernel::prepare_asid(CoreId id, Task& task) {
  Core& core = cores_[id.value];
  kernel::AddressSpace& space = *task.space;
  std::vector<kernel::AsidHolder*> running;
  for (const Core& other : cores_) {
    running.push_back(other.task != nullptr ? &other.task->space->asid : nullptr);
  }
  asids_.assign(space.asid, running);
  task.thread.context = Context(space.asid.asid, space.table.root(), RightsMode{});
  space.running |= bit(id);
  const bool everything =
      asids_.enabled() ? asids_.take_flush(id) : task.thread.switched && core.last_process != 0;
  if (everything) {
    flusher_.flush_all(id, core.bill);
    space.flushed[id.value] = space.flushes;
  } else {
    flusher_.catch_up(id, space, core.bill);
  }
}

void Kernel::leave(CoreId id) {
  Core& core = cores_[id.value];
  if (core.task->space) core.task->space->running &= ~bit(id);
  core.task = nullptr;
}

Outcome Kernel::close(Core& core) {
  const Cycle busy = core.bill.close(res_.stats.busy);
  res_.stats.busy_cycles += busy;
  res_.stats.untold_touches += core.bill.untold();
  Outcome outcome;
  outcome.busy = busy;
  outcome.traffic = core.bill.touches();
  outcome.traffic_timed = config_.charge == Charge::traffic;
  if (core.task != nullptr) outcome.run = &core.task->thread;
  if (core.task != nullptr && !ready_.empty()) outcome.slice_end = core.slice_begin + time_slice_;
  return outcome;
}

}  // namespace vapa
