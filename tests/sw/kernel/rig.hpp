#pragma once
// The kernel on a machine whose TLBs forget nothing by themselves.

#include <gtest/gtest.h>

#include <cerrno>
#include <optional>
#include <string>
#include <vector>

#include "sw/kernel/kernel.hpp"
#include "sw/scenario/keeping_machine.hpp"
#include "sw/scenario/no_program.hpp"

namespace vapa::test {

inline constexpr std::uint64_t KiB = 1U << 10U, MiB = 1U << 20U, GiB = 1U << 30U;
inline constexpr std::uint64_t TiB = GiB << 10U;

/// A base page of x86-64, and a place where nothing is mapped.
inline constexpr std::uint64_t page = 4 * KiB, somewhere = 0x10000000;

/// What the kernel asked of the machine is kept for the tests, which acknowledge shootdowns.
class LoggingMachine final : public scenario::KeepingMachine {
 public:
  using KeepingMachine::KeepingMachine;
  struct Shootdown {
    CoreId from;
    std::uint64_t to;
    Ticket ticket;
  };

  void flush_local(CoreId core, std::span<const Flush> flushes) override {
    KeepingMachine::flush_local(core, flushes);
    sent.insert(sent.end(), flushes.begin(), flushes.end());
  }
  void shootdown(CoreId from, std::uint64_t to, std::span<const Flush> flushes,
                 Ticket ticket) override {
    KeepingMachine::shootdown(from, to, flushes, ticket);
    shootdowns.push_back({from, to, ticket});
  }

  std::vector<Flush> sent;
  std::vector<Shootdown> shootdowns;
};

struct RigSetup {
  PagingConfig paging;
  KernelConfig kernel;
  std::uint64_t memory = GiB;
  unsigned asid_bits = 12;
  unsigned cores = 1;
};

/// prot of mmap and flags, as in <sys/mman.h> of Linux on x86-64.
inline constexpr std::uint64_t rw = 3, ro = 1, rx = 5;
inline constexpr std::uint64_t shared = 1, priv = 2, fixed = 0x10, anon = 0x20, noreserve = 0x4000,
                               populate = 0x8000, noreplace = 0x100000;

class Rig {
 public:
  explicit Rig(const RigSetup& setup = {})
      : format(setup.paging),
        machine(format, setup.memory, setup.cores),
        kernel(setup.kernel, format, machine, 2.6, setup.asid_bits, setup.cores) {
    kernel.describe(registry);
  }

  Task& spawn(const ProcessImage& image = {}) { return kernel.spawn(image, program); }
  Outcome start(CoreId core = CoreId{0}) {
    return kernel.resume(core, 0, TrapHandler::Reason::start);
  }
  /// A single process on core 0.
  Task& run(const ProcessImage& image = {}) {
    Task& task = spawn(image);
    start();
    return task;
  }

  /// One access by what runs on the core. Null: the process was ended by it.
  std::optional<PhysAddr> access(std::uint64_t at, Op op, CoreId core = CoreId{0}) {
    const VirtAddr va{at};
    for (int attempt = 0; attempt < 5; ++attempt) {
      const Task* task = kernel.running(core);
      if (task == nullptr) return std::nullopt;
      Fault fault;
      if (const auto pa = machine.translate(core, task->thread.context, va, op, fault)) return pa;
      outcome = kernel.fault(core, 0, fault);
      if (outcome.run != &task->thread) return std::nullopt;
    }
    ADD_FAILURE() << "the kernel does not serve the access at " << std::hex << at;
    return std::nullopt;
  }
  std::optional<PhysAddr> load(std::uint64_t at) { return access(at, Op::load); }
  std::optional<PhysAddr> store(std::uint64_t at) { return access(at, Op::store); }
  std::optional<PhysAddr> fetch(std::uint64_t at) { return access(at, Op::fetch); }

  /// Accesses the first byte of every page of the range. False: the process was ended.
  bool sweep(std::uint64_t at, std::uint64_t bytes, Op op) {
    const std::uint64_t step = std::uint64_t{1} << format.page_shift();
    for (std::uint64_t end = at + bytes; at < end; at += step) {
      if (!access(at, op)) return false;
    }
    return true;
  }

  std::int64_t call(const Call& c, CoreId core = CoreId{0}) {
    outcome = kernel.call(core, 0, c);
    return kernel.last_result(core);
  }
  std::int64_t call(Syscall name, std::uint64_t a0 = 0, std::uint64_t a1 = 0, std::uint64_t a2 = 0,
                    std::uint64_t a3 = 0, std::uint64_t a4 = 0, std::uint64_t a5 = 0) {
    return call(Call{.name = name, .args = {a0, a1, a2, a3, a4, a5}});
  }
  /// A child of what runs on the core.
  Task& fork(CoreId core = CoreId{0}) { return created_by(Call{.name = Syscall::fork}, core); }
  Task& thread(CoreId core = CoreId{0}) {
    constexpr std::uint64_t clone_thread = 0x10000;
    return created_by(Call{.name = Syscall::fork, .number = 56, .args = {clone_thread}}, core);
  }
  /// Gives the core to a process that is ready.
  void let_run(const Task& task, CoreId core = CoreId{0}) {
    for (std::size_t n = 0; n <= kernel.tasks().size(); ++n) {
      if (kernel.running(core) == &task) return;
      outcome = kernel.resume(core, 0, TrapHandler::Reason::time_slice);
    }
    ADD_FAILURE() << "the process is not ready";
  }
  void exit(CoreId core = CoreId{0}) { call(Call{.name = Syscall::exit}, core); }

  std::int64_t mmap(std::uint64_t at, std::uint64_t length, std::uint64_t prot = rw,
                    std::uint64_t flags = priv | anon) {
    return call(Syscall::mmap, at, length, prot, flags, ~std::uint64_t{0}, 0);
  }
  /// A mapping that must succeed.
  std::uint64_t map(std::uint64_t length, std::uint64_t prot = rw,
                    std::uint64_t flags = priv | anon) {
    const std::int64_t at = mmap(0, length, prot, flags);
    EXPECT_GT(at, 0);
    return static_cast<std::uint64_t>(at);
  }
  std::int64_t map_file(std::uint64_t at, std::uint64_t length, std::uint64_t prot,
                        std::uint64_t flags, std::uint64_t offset = 0, std::uint32_t file = 0) {
    return call(
        Call{.name = Syscall::mmap, .args = {at, length, prot, flags, 3, offset}, .file = file});
  }

  std::uint64_t stat(std::string_view name) const {
    for (const auto& c : registry.counters()) {
      if (c.name == name) return *c.value;
    }
    ADD_FAILURE() << "no counter " << name;
    return 0;
  }
  std::uint64_t faults() const { return stat("minor_faults") + stat("major_faults"); }
  std::size_t areas() const { return kernel.running(CoreId{0})->space->vmas.size(); }
  kernel::Signal death(const Task& task) const {
    return task.death ? task.death->signal : kernel::Signal::none;
  }

  Format format;
  LoggingMachine machine;
  scenario::NoProgram program;
  Kernel kernel;
  Registry registry;
  Outcome outcome;

 private:
  Task& created_by(const Call& c, CoreId core) {
    const std::int64_t id = call(c, core);
    EXPECT_GT(id, 0);
    return *kernel.tasks().at(static_cast<std::size_t>(id) - 1);
  }
};

/// A data segment of one page at 0x600000.
inline ProcessImage with_data() {
  ProcessImage image;
  image.mappings.push_back({.start = VirtAddr{0x600000},
                            .length = 4 * KiB,
                            .prot = prot_read | prot_write,
                            .kind = InitialMapping::Kind::data});
  return image;
}

/// An image with one file and nothing mapped.
inline ProcessImage image_with_file(std::uint64_t size, std::string path = "/data") {
  ProcessImage image;
  image.name = "test";
  image.files.push_back({std::move(path), size});
  return image;
}

}  // namespace vapa::test
