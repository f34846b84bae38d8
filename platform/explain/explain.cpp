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
  explicit Reporter(const ExplainTarget& target) : target_(target) {}

  void watch(Computer& computer) {
    computer_ = &computer;
    computer.hardware().walker().observe(this);
  }

  Answer reached(std::uint64_t taken) override {
    taken_ = taken;
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

  std::uint64_t taken() const noexcept { return taken_; }
  const std::optional<Story>& story() const noexcept { return story_; }

 private:
  void begin() {
    before_ = take_snapshot(*computer_);
    telling_ = true;
  }

  void finish(const Event& access, std::string title) {
    telling_ = false;
    if (const Task* task = computer_->kernel().running(CoreId{0})) title += " of " + task->name;
    story_ = Story{std::move(title),
                   access,
                   computer_->hardware().mmu().context(),
                   std::move(before_),
                   take_snapshot(*computer_),
                   std::move(walks_),
                   {}};
    tell_kernel();
  }

  void issue(VirtAddr va) {
    begin();
    const Event load{va, 0, 1, Op::load, 0};
    computer_->hardware().mmu().run({&load, 1}, 0, 0, ~Cycle{0});
    finish(load, "a load where the program ends");
  }

  void tell_kernel() {
    for (const auto& [name, value] : story_->after.counters) {
      const std::uint64_t more = value - story_->before.counter(name);
      if (name.rfind("kernel.", 0) == 0 && name.find("fault") != std::string::npos && more != 0) {
        story_->kernel.push_back(fmt::format("{} +{}", name, more));
      }
    }
  }

  ExplainTarget target_;
  Computer* computer_ = nullptr;
  bool telling_ = false;
  std::uint64_t taken_ = 0;
  Snapshot before_;
  std::vector<WalkRecord> walks_;
  std::optional<Story> story_;
};

}  // namespace

std::string explain(const SystemConfig& config, std::vector<Process> processes,
                    const ExplainTarget& target) {
  sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
  Reporter reporter(target);
  Computer computer(config, reporter);
  for (Process& p : processes) computer.kernel().spawn(p.image, *p.program);
  reporter.watch(computer);
  computer.simulate();
  if (reporter.story()) return tell(*reporter.story(), computer.hardware().format());
  std::string why = fmt::format("the workload ended after {} accesses", reporter.taken());
  for (const auto& task : computer.kernel().tasks()) {
    if (task->death) why += fmt::format("; {}: {}", task->name, describe(*task->death));
  }
  throw InputError(why + "; name an earlier access");
}

}  // namespace vapa
