#include "sw/scenario/model_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <stdexcept>

#include "core/error.hpp"
#include "sw/kernel/accounting.hpp"
#include "sw/kernel/kernel.hpp"
#include "sw/scenario/keeping_machine.hpp"
#include "sw/scenario/no_program.hpp"

namespace vapa::scenario {
namespace {

using kernel::Vpn;

constexpr CoreId core{0};
constexpr std::uint16_t number_of_clone = 56, number_of_exit = 60, number_of_mlock2 = 325;
constexpr std::uint64_t clone_thread = 0x10000;
constexpr unsigned asid_bits = 12;
constexpr double gigahertz = 2.6;

KernelConfig configured(KernelConfig config, const Setup& setup) {
  if (setup.huge_pages) config.page_size = Bytes{std::uint64_t{2} << 20U};
  config.charge = Charge::off;
  return config;
}

/// The scenario's files, and a page that the process reads files into and writes them from, which
/// forks do not copy.
ProcessImage image_of(const Setup& setup, VirtAddr buffer) {
  ProcessImage image;
  image.name = "main";
  for (std::size_t n = 0; n < setup.files.size(); ++n) {
    image.files.push_back({fmt::format("file {}", n), setup.files[n]});
  }
  image.mappings.push_back({.start = buffer,
                            .length = page_bytes,
                            .prot = prot_read | prot_write,
                            .flags = mapping_shared});
  return image;
}

class ModelWorld final : public World {
 public:
  ModelWorld(const Setup& setup, const ModelSettings& settings)
      : config_(configured(settings.kernel, setup)),
        format_(PagingConfig{}),
        machine_(format_, settings.memory, 1),
        kernel_(config_, format_, machine_, gigahertz, asid_bits, 1),
        actors_(std::max<std::uint32_t>(1, setup.actors)) {
    kernel_.describe(registry_);
    for (const auto& counter : registry_.counters()) {
      if (counter.name == "minor_faults") minor_ = counter.value;
      if (counter.name == "major_faults") major_ = counter.value;
    }
    assert(minor_ != nullptr && major_ != nullptr);
    Task& first = kernel_.spawn(image_of(setup, buffer), program_);
    first.catches_signals = true;
    heap_ = first.space->brk;
    actors_[0] = &first;
    kernel_.resume(core, 0, TrapHandler::Reason::start);
  }

  Answer act(ActorId actor, const Action& action) override {
    run(actor);
    Answer answer;
    std::visit([&](const auto& what) { answer = perform(what); }, action);
    return answer;
  }

  std::vector<Area> areas(ActorId actor, VirtAddr from, VirtAddr to) override {
    kernel::AddressSpace& space = *task(actor).space;
    std::vector<Area> found;
    for (const auto& [first, vma] : space.vmas) {
      const VirtAddr start = space.table.address_of(vma.pages.first);
      const VirtAddr end = space.table.address_of(vma.pages.end);
      if (start < to && from < end) found.push_back(area(space, vma, start, end));
    }
    return found;
  }

  VirtAddr heap() const override { return heap_; }

 private:
  static constexpr VirtAddr buffer{0x10000};

  Task& task(ActorId actor) const {
    Task* found = actors_.at(actor.value);
    if (found == nullptr || found->ended) {
      throw InputError(fmt::format("actor {} is not alive in the model", actor.value));
    }
    return *found;
  }

  /// The scheduler gives the core to one after the other.
  void run(ActorId actor) {
    const Task& wanted = task(actor);
    for (std::size_t turns = 0; kernel_.running(core) != &wanted; ++turns) {
      if (turns > kernel_.tasks().size()) {
        throw InputError(fmt::format("actor {} waits in the model", actor.value));
      }
      kernel_.resume(core, 0, TrapHandler::Reason::time_slice);
    }
  }

  Task& running() const { return *kernel_.tasks()[kernel_.running(core)->id - 1]; }

  /// Null: a signal was raised.
  std::optional<PhysAddr> access(VirtAddr va, Op op) {
    Task& self = running();
    for (int attempt = 0; attempt < 8; ++attempt) {
      Fault fault;
      if (const auto pa = machine_.translate(core, self.thread.context, va, op, fault)) return pa;
      kernel_.fault(core, 0, fault);
      if (self.caught || kernel_.running(core) != &self) return std::nullopt;
    }
    throw std::logic_error(fmt::format("the kernel does not serve the access at {:#x}", va.value));
  }

  /// Faults since the last question, and the signal that was raised.
  void conclude(Answer& answer, std::uint64_t minor, std::uint64_t major) {
    answer.minor_faults = *minor_ - minor;
    answer.major_faults = *major_ - major;
    const Task* self = kernel_.running(core);
    if (self == nullptr || !running().caught) return;
    answer.raised = Raised{self->caught->signal, self->caught->address};
    running().caught.reset();
  }

  Answer perform(const Touch& touch) {
    const std::uint64_t minor = *minor_, major = *major_;
    Answer answer;
    PhysicalMemory& memory = machine_.memory();
    for (std::uint64_t n = 0; n < touch.pages; ++n) {
      const auto pa = access(touch.first + n * page_bytes, touch.op);
      if (!pa) break;
      if (touch.op == Op::load) answer.values.push_back(memory.read_word(*pa, 8));
      if (touch.op == Op::store) memory.write_word(*pa, touch.value + n * touch.step, 8);
    }
    conclude(answer, minor, major);
    return answer;
  }

  Answer perform(const SystemCall& c) {
    Call call{.name = c.name, .args = c.args, .file = c.file};
    if (c.name == Syscall::mlock && c.args[2] != 0) call.number = number_of_mlock2;
    if (c.name == Syscall::read || c.name == Syscall::write) return transfer(call);
    const std::uint64_t minor = *minor_, major = *major_;
    Answer answer;
    answer.result = this->call(call);
    conclude(answer, minor, major);
    return answer;
  }

  Answer transfer(Call& call) {
    PhysicalMemory& memory = machine_.memory();
    const auto bytes = access(buffer, Op::store);
    if (!bytes) throw std::logic_error("the buffer of a process is gone");
    memory.write_word(*bytes, call.args[1], 8);
    call.args = {0, buffer.value, 8, call.args[3]};
    const std::uint64_t minor = *minor_, major = *major_;
    Answer answer;
    answer.result = this->call(call);
    if (call.name == Syscall::read) answer.values = {memory.read_word(*bytes, 8)};
    conclude(answer, minor, major);
    return answer;
  }

  Answer perform(const ForkProcess& f) { return begin(f.child, Call{.name = Syscall::fork}); }
  Answer perform(const StartThread& t) {
    return begin(t.thread,
                 Call{.name = Syscall::fork, .number = number_of_clone, .args = {clone_thread}});
  }

  Answer begin(ActorId actor, const Call& c) {
    const std::int64_t id = call(c);
    Answer answer;
    if (id < 0) {
      answer.result = id;
    } else {
      actors_.at(actor.value) = kernel_.tasks()[static_cast<std::size_t>(id) - 1].get();
    }
    return answer;
  }

  Answer perform(const Exit& e) {
    call(Call{.name = Syscall::exit, .number = number_of_exit, .args = {e.status}});
    return {};
  }

  Answer perform(const WaitFor& w) {
    const Task& child = *actors_.at(w.child.value);
    Answer answer;
    answer.result = call(Call{.name = Syscall::wait, .args = {child.id}});
    if (answer.result == child.id) answer.result = child.status;
    return answer;
  }

  std::int64_t call(const Call& c) {
    kernel_.call(core, 0, c);
    return kernel_.last_result(core);
  }

  Area area(kernel::AddressSpace& space, const kernel::Vma& vma, VirtAddr start,
            VirtAddr end) const {
    const kernel::Usage usage = kernel::usage_of(kernel_.resources(), space, vma);
    Area out;
    out.start = start;
    out.end = end;
    out.prot = vma.prot;
    out.shared = vma.shared();
    static_cast<kernel::Usage&>(out) = usage;
    return out;
  }

  KernelConfig config_;
  Format format_;
  KeepingMachine machine_;
  NoProgram program_;
  Kernel kernel_;
  Registry registry_;
  const std::uint64_t* minor_ = nullptr;
  const std::uint64_t* major_ = nullptr;
  std::vector<Task*> actors_;
  VirtAddr heap_;
};

}  // namespace

std::unique_ptr<World> make_model_world(const Setup& setup, const ModelSettings& settings) {
  return std::make_unique<ModelWorld>(setup, settings);
}

}  // namespace vapa::scenario
