#pragma once
// The CPU as a traffic generator: pulls the events of the thread that the kernel gives it, runs
// them through the MMU in batches and hands faults and calls to the kernel. Loosely timed: it runs
// ahead of the SystemC time by up to a quantum.

#include <exception>
#include <systemc>
#include <vector>

#include "core/stats/registry.hpp"
#include "core/trap.hpp"
#include "tlm/clock.hpp"
#include "tlm/core_if.hpp"

namespace vapa {

/// Watches the count of accesses of a run and says where it has something to do.
class Meter {
 public:
  virtual ~Meter() = default;
  /// Called at the start and at each boundary with the accesses taken from the program so far.
  struct Answer {
    std::uint64_t boundary = 0;  ///< next call; the CPU stops there. Not above `taken`: end the run
    bool skip = false;           ///< until then drop accesses and perform calls only
  };
  virtual Answer reached(std::uint64_t taken) = 0;
  /// A program has no further events; its process is still there.
  virtual void program_ends() {}
};

class Cpu : public sc_core::sc_module {
 public:
  sc_core::sc_port<CoreIf> mmu;

  struct Settings {
    CoreId id;
    Cycle quantum = 10000;
  };

  /// Kernel, meter and clock outlive the module.
  Cpu(const sc_core::sc_module_name&, const Settings&, TrapHandler&, Meter&, const Clock&);

  /// The access completed last.
  const Event& last_access() const noexcept { return last_; }
  /// The thread that runs, or null.
  const Thread* thread() const noexcept { return thread_; }

  /// After the simulation: rethrows what a program threw (InputError of a corrupt trace).
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }
  void describe(Registry&) const;

 private:
  /// What is left of a thread's last batch.
  struct Position {
    std::span<const Event> rest;
    std::uint32_t attempted = 0;
  };

  void main();
  /// One batch, or a part of it. False: the run has ended.
  bool advance();
  bool refill();
  void skip();
  void execute();
  void trap_call(const Event&);
  void take(const Outcome&);
  void idle();
  void synchronise();
  bool at_boundary();
  Position& position();
  std::size_t room() const noexcept;

  Settings settings_;
  TrapHandler& kernel_;
  Meter& meter_;
  const Clock& clock_;
  Thread* thread_ = nullptr;
  Cycle wake_ = 0;  ///< without a thread: when to ask for one again; 0: never
  std::exception_ptr failure_;
  std::vector<Position> positions_;  ///< by thread
  Cycle now_ = 0;
  Cycle quantum_end_ = 0;
  Cycle slice_end_ = 0;
  std::uint64_t taken_ = 0;
  Event last_;
  Meter::Answer boundary_;

  std::uint64_t calls_ = 0;
  std::uint64_t base_cycles_ = 0;
  std::uint64_t kernel_cycles_ = 0;
  std::uint64_t idle_cycles_ = 0;
};

}  // namespace vapa
