#include "tlm/cpu.hpp"

#include <algorithm>
#include <limits>

namespace vapa {

Cpu::Cpu(const sc_core::sc_module_name& name, const Settings& settings, TrapHandler& kernel,
         Meter& meter, const Clock& clock)
    : sc_module(name),
      mmu("mmu"),
      settings_(settings),
      kernel_(kernel),
      meter_(meter),
      clock_(clock),
      quantum_end_(settings.quantum) {
  SC_HAS_PROCESS(Cpu);
  SC_THREAD(main);
}

// An exception must not pass through the SystemC kernel, which would turn it into a report.
void Cpu::main() {
  try {
    boundary_ = meter_.reached(0);
    if (boundary_.boundary != 0) {
      take(kernel_.resume(settings_.id, now_, TrapHandler::Reason::start));
      while (advance()) {
      }
    }
    synchronise();
  } catch (const std::exception&) {
    failure_ = std::current_exception();
  }
}

bool Cpu::advance() {
  if (thread_ == nullptr) {
    if (wake_ == 0) return false;
    idle();
    return true;
  }
  if (slice_end_ != 0 && now_ >= slice_end_) {
    take(kernel_.resume(settings_.id, now_, TrapHandler::Reason::time_slice));
    return true;
  }
  if (position().rest.empty() && !refill()) {
    meter_.program_ends();
    take(kernel_.resume(settings_.id, now_, TrapHandler::Reason::program_ended));
    return true;
  }
  if (boundary_.skip) {
    skip();
  } else {
    execute();
  }
  return !at_boundary();
}

bool Cpu::refill() {
  position().rest = thread_->program->next();
  return !position().rest.empty();
}

Cpu::Position& Cpu::position() {
  if (thread_->id >= positions_.size()) positions_.resize(thread_->id + std::size_t{1});
  return positions_[thread_->id];
}

// Accesses until the next boundary; calls are none, so a batch cut to it ends there or before.
std::size_t Cpu::room() const noexcept {
  return static_cast<std::size_t>(std::min<std::uint64_t>(
      boundary_.boundary - taken_, std::numeric_limits<std::ptrdiff_t>::max()));
}

void Cpu::skip() {
  std::span<const Event>& rest = position().rest;
  const std::span<const Event> part = rest.first(std::min(rest.size(), room()));
  const auto call =
      std::find_if(part.begin(), part.end(), [](const Event& e) { return e.op == Op::call; });
  const auto skipped = static_cast<std::size_t>(call - part.begin());
  taken_ += skipped;
  rest = rest.subspan(skipped);
  if (call != part.end()) trap_call(*call);
}

void Cpu::execute() {
  Position& p = position();
  const std::span<const Event> part = p.rest.first(std::min(p.rest.size(), room()));
  const Cycle deadline = slice_end_ == 0 ? quantum_end_ : std::min(quantum_end_, slice_end_);
  const BatchResult result = mmu->run(part, p.attempted, now_, deadline);
  if (result.done != 0) last_ = part[result.done - 1];
  p.rest = p.rest.subspan(result.done);
  p.attempted = 0;
  now_ = result.now;
  taken_ += result.done;
  base_cycles_ += result.done;
  if (now_ >= quantum_end_) synchronise();
  if (result.stop == Stop::call) trap_call(p.rest.front());
  if (result.stop == Stop::fault) {
    p.attempted = result.attempted;
    take(kernel_.fault(settings_.id, now_, result.fault));
  }
}

void Cpu::trap_call(const Event& event) {
  ++calls_;
  Position& p = position();
  const Call& call = thread_->program->call(event.aux);
  p.rest = p.rest.subspan(1);
  take(kernel_.call(settings_.id, now_, call));
}

void Cpu::take(const Outcome& outcome) {
  Cycle busy = outcome.busy;
  const Cycle traffic = mmu->kernel_traffic(outcome.traffic, now_ + busy);
  if (outcome.traffic_timed) busy += traffic;
  now_ += busy;
  kernel_cycles_ += busy;
  slice_end_ = outcome.slice_end;
  thread_ = outcome.run;
  wake_ = outcome.wake;
  if (thread_ != nullptr) mmu->set_context(thread_->context);
}

void Cpu::idle() {
  if (wake_ > now_) {
    idle_cycles_ += wake_ - now_;
    now_ = wake_;
  }
  synchronise();
  take(kernel_.resume(settings_.id, now_, TrapHandler::Reason::time_slice));
}

void Cpu::synchronise() {
  const sc_core::sc_time local = clock_.time(now_);
  if (local > sc_core::sc_time_stamp()) wait(local - sc_core::sc_time_stamp());
  quantum_end_ = now_ + settings_.quantum;
}

bool Cpu::at_boundary() {
  if (taken_ < boundary_.boundary) return false;
  boundary_ = meter_.reached(taken_);
  return boundary_.boundary <= taken_;
}

void Cpu::describe(Registry& r) const {
  r.counter("cycles", now_, "cycles", "Time of the core.");
  r.counter("cycles.base", base_cycles_, "cycles", "One for each access completed.");
  r.counter("cycles.kernel", kernel_cycles_, "cycles", "Time in the kernel.");
  r.counter("cycles.idle", idle_cycles_, "cycles", "Time without a thread to run.");
  r.counter("calls", calls_, "calls", "System calls of the programs.");
}

}  // namespace vapa
