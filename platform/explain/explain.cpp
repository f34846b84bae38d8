#include "platform/explain/explain.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "platform/explain/story.hpp"
#include "platform/system/computer.hpp"

namespace vapa {
namespace {

/// Follows a run to the access that is to be told, and collects what happens to it.
class Reporter : public Meter, public WalkObserver {
 public:
  Reporter(const ExplainTarget& target, Cycle l2tlb_latency)
      : target_(target), l2tlb_latency_(l2tlb_latency) {}

  void watch(Computer& computer) {
    computer_ = &computer;
    computer.hardware().walker().observe(this);
  }

  Answer reached(std::uint64_t taken) override {
    const auto* number = std::get_if<AccessNumber>(&target_);
    if (number == nullptr) return {~std::uint64_t{0}, false};
    if (taken + 1 == number->value) begin();
    if (taken < number->value) return {taken + 1 < number->value ? number->value - 1 : taken + 1};
    finish(computer_->cpu().last_access(), fmt::format("access {}", taken));
    return {taken, false};
  }

  void program_ends() override {
    if (const auto* probe = std::get_if<ProbeAddress>(&target_); probe != nullptr && !story_) {
      issue(probe->va);
    }
  }

  void walked(const WalkRecord& w) override {
    if (telling_) walks_.push_back(w);
  }

  const std::optional<Story>& story() const noexcept { return story_; }

 private:
  void begin() {
    before_ = take_snapshot(*computer_);
    telling_ = true;
  }

  void finish(const Event& access, const std::string& title) {
    telling_ = false;
    story_ = Story{title + task_name(),
                   access,
                   computer_->hardware().mmu().context(),
                   l2tlb_latency_,
                   std::move(before_),
                   take_snapshot(*computer_),
                   std::move(walks_),
                   {}};
    tell_area(access.va);
    tell_kernel();
  }

  void issue(VirtAddr va) {
    begin();
    const Event load{va, 0, 1, Op::load, 0};
    computer_->hardware().mmu().run({&load, 1}, 0, 0, ~Cycle{0});
    finish(load, "a probe at the end");
  }

  const Task* task() const { return computer_->kernel().running(CoreId{0}); }
  std::string task_name() const { return task() != nullptr ? " of " + task()->name : ""; }

  void tell_area(VirtAddr va) {
    if (task() == nullptr || task()->space == nullptr) return;
    const unsigned shift = computer_->hardware().format().page_shift();
    const kernel::Vma* area = task()->space->vmas.find(kernel::Vpn{va.value >> shift});
    if (area == nullptr) {
      story_->kernel.emplace_back(
          "no area of the address space holds the address: a touch is SIGSEGV (SEGV_MAPERR), "
          "or makes a stack grow");
      return;
    }
    story_->kernel.push_back(fmt::format(
        "area {:#x}-{:#x} {}{}{}{} {}", area->pages.first.value << shift,
        area->pages.end.value << shift, (area->prot & prot_read) != 0 ? 'r' : '-',
        (area->prot & prot_write) != 0 ? 'w' : '-', (area->prot & prot_exec) != 0 ? 'x' : '-',
        area->shared() ? 's' : 'p', area->anonymous() ? "anonymous" : "file"));
  }

  /// Every count of the kernel that moved, with its meaning; its cycles stand with the others.
  void tell_kernel() {
    Registry registry;
    computer_->describe(registry);
    for (const auto& counter : registry.counters()) {
      const std::string_view name = counter.name;
      if (!name.starts_with("kernel.") || counter.gauge || counter.unit == "cycles") continue;
      const std::uint64_t more = story_->after.counter(name) - story_->before.counter(name);
      if (more != 0) {
        story_->kernel.push_back(fmt::format("{} +{} ({})", name, more, counter.description));
      }
    }
  }

  ExplainTarget target_;
  Cycle l2tlb_latency_;
  Computer* computer_ = nullptr;
  bool telling_ = false;
  Snapshot before_;
  std::vector<WalkRecord> walks_;
  std::optional<Story> story_;
};

}  // namespace

std::string explain(const SystemConfig& config, std::vector<Process> processes,
                    const ExplainTarget& target) {
  sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
  Reporter reporter(target, config.mmu.l2tlb.latency);
  Computer computer(config, reporter);
  for (Process& p : processes) computer.kernel().spawn(p.image, *p.program);
  reporter.watch(computer);
  computer.simulate();
  if (reporter.story()) return tell(*reporter.story(), computer.hardware().format());
  std::string why = fmt::format("the workload ended after {} accesses",
                                take_snapshot(computer).counter("cpu.cycles.base"));
  for (const auto& task : computer.kernel().tasks()) {
    if (task->death) why += fmt::format("; {}: {}", task->name, describe(*task->death));
  }
  throw InputError(why + "; name an earlier access");
}

}  // namespace vapa
