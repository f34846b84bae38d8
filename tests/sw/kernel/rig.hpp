#pragma once
// A machine for the kernel that keeps every translation it ever made until it is told to drop it:
// whatever the kernel forgets to invalidate shows up here as a stale hit.

#include <gtest/gtest.h>

#include <cerrno>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "core/memory/physical_memory.hpp"
#include "core/paging/format.hpp"
#include "core/walk/walk.hpp"
#include "sw/kernel/kernel.hpp"

namespace vapa::test {

inline constexpr std::uint64_t KiB = 1U << 10U, MiB = 1U << 20U, GiB = 1U << 30U;
inline constexpr std::uint64_t TiB = GiB << 10U;

/// A base page of x86-64, and a place where nothing is mapped.
inline constexpr std::uint64_t page = 4 * KiB, somewhere = 0x10000000;

/// A program that only exists: the tests issue accesses and calls themselves.
class NoProgram final : public Program {
 public:
  std::span<const Event> next() override { return {}; }
  const Call& call(std::uint32_t) const override { return none_; }

 private:
  Call none_;
};

class KeepingMachine final : public Machine {
 public:
  struct Shootdown {
    CoreId from;
    std::uint64_t to;
    Ticket ticket;
  };

  KeepingMachine(std::uint64_t bytes, unsigned cores) : memory_(bytes), tlb_(cores) {}

  PhysicalMemory& memory() override { return memory_; }
  void flush_local(CoreId core, std::span<const Flush> flushes) override {
    for (const Flush& f : flushes) drop(core.value, f);
    sent.insert(sent.end(), flushes.begin(), flushes.end());
  }
  void shootdown(CoreId from, std::uint64_t to, std::span<const Flush> flushes,
                 Ticket ticket) override {
    for (unsigned core = 0; core < tlb_.size(); ++core) {
      if ((to >> core & 1U) == 0) continue;
      for (const Flush& f : flushes) drop(core, f);
    }
    shootdowns.push_back({from, to, ticket});
  }

  std::optional<Leaf> find(CoreId core, Asid asid, VirtAddr va) const {
    for (const std::uint8_t shift : shifts_) {
      const auto found = tlb_[core.value].find({asid, shift, va.align_down(shift)});
      if (found != tlb_[core.value].end()) return found->second;
    }
    return std::nullopt;
  }
  void keep(CoreId core, const Leaf& leaf) {
    shifts_.insert(leaf.shift);
    tlb_[core.value].insert_or_assign({leaf.asid, leaf.shift, leaf.va}, leaf);
  }
  std::size_t held(CoreId core) const { return tlb_[core.value].size(); }

  std::vector<Flush> sent;
  std::vector<Shootdown> shootdowns;

 private:
  using Key = std::tuple<Asid, std::uint8_t, VirtAddr>;

  void drop(unsigned core, const Flush& f) {
    if (f.va && f.asid) {
      for (const std::uint8_t shift : shifts_) {
        tlb_[core].erase({*f.asid, shift, f.va->align_down(shift)});
      }
      return;
    }
    std::erase_if(tlb_[core], [&](const auto& entry) {
      const Leaf& leaf = entry.second;
      return (!f.va || f.va->align_down(leaf.shift) == leaf.va) &&
             (!f.asid || *f.asid == leaf.asid);
    });
  }

  PhysicalMemory memory_;
  std::set<std::uint8_t> shifts_;
  std::vector<std::map<Key, Leaf>> tlb_;
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
        machine(setup.memory, setup.cores),
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
      const Context& context = task->thread.context;
      if (const auto hit = machine.find(core, context.asid, va)) {
        if (context.judge(hit->rights, op) == Verdict::allowed) {
          const auto pa = hit->pa + va.offset(hit->shift);
          EXPECT_EQ(walk(context, va, op), pa) << "stale translation of " << std::hex << at;
          return pa;
        }
      }
      Fault fault;
      if (const auto pa = walk(context, va, op, &fault, core)) return *pa;
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
  KeepingMachine machine;
  NoProgram program;
  Kernel kernel;
  Registry registry;
  Outcome outcome;

 private:
  std::optional<PhysAddr> walk(const Context& context, VirtAddr va, Op op, Fault* fault = nullptr,
                               std::optional<CoreId> fill = {}) {
    Walk walk(format, context, va, op);
    PhysicalMemory& memory = machine.memory();
    while (walk.step() == Walk::Step::read) {
      const PhysAddr at = walk.entry_address();
      const std::uint64_t raw = memory.read_word(at, format.entry_bytes());
      const std::uint64_t set = walk.consume(raw);
      if (set != 0) memory.write_word(at, raw | set, format.entry_bytes());
    }
    if (walk.step() == Walk::Step::fault) {
      if (fault != nullptr) *fault = walk.fault();
      return std::nullopt;
    }
    if (fill) machine.keep(*fill, walk.leaf());
    return walk.leaf().pa + va.offset(walk.leaf().shift);
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
