// The CPU between an MMU and a kernel that the test plays.

#include "tlm/cpu.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace vapa {
namespace {

/// Completes every event in a cycle but for the results that the test has prepared.
struct FakeMmu : sc_core::sc_module, CoreIf {
  sc_core::sc_export<CoreIf> port{"port"};
  std::deque<BatchResult> prepared;
  std::vector<std::uint32_t> attempted;

  explicit FakeMmu(const sc_core::sc_module_name& name) : sc_module(name) { port.bind(*this); }
  BatchResult run(std::span<const Event> events, std::uint32_t pages, Cycle now, Cycle) override {
    attempted.push_back(pages);
    if (prepared.empty()) return {events.size(), now + events.size(), Stop::end, {}, 0};
    BatchResult r = prepared.front();
    prepared.pop_front();
    r.now = now + r.done;
    return r;
  }
  void set_context(const Context&) override {}
  Cycle kernel_traffic(std::span<const Touch>, Cycle) override { return 0; }
};

struct FourLoads : Program {
  std::array<Event, 4> events{};
  bool given = false;
  std::span<const Event> next() override {
    if (std::exchange(given, true)) return {};
    return events;
  }
  const Call& call(std::uint32_t) const override { return call_; }

 private:
  Call call_;
};

struct FakeKernel : TrapHandler {
  Thread thread;
  std::vector<Fault> faults;
  std::vector<Reason> reasons;

  Outcome fault(CoreId, Cycle, const Fault& f) override {
    faults.push_back(f);
    return go_on();
  }
  Outcome call(CoreId, Cycle, const Call&) override { return go_on(); }
  Outcome resume(CoreId, Cycle, Reason reason) override {
    reasons.push_back(reason);
    return reason == Reason::program_ended ? Outcome{} : go_on();
  }
  void acknowledged(Ticket, Cycle) override {}

 private:
  Outcome go_on() {
    Outcome outcome;
    outcome.run = &thread;
    return outcome;
  }
};

struct Endless : Meter {
  Answer reached(std::uint64_t) override { return {~std::uint64_t{0}, false}; }
};

TEST(Cpu, AFaultingAccessIsIssuedAgainWithAllThePagesThatItHasLookedUp) {
  const Clock clock(1.0);
  FakeMmu mmu("mmu");
  FourLoads program;
  FakeKernel kernel;
  kernel.thread.program = &program;
  Endless meter;
  Cpu cpu("cpu", {CoreId{0}}, kernel, meter, clock);
  cpu.mmu.bind(mmu.port);
  BatchResult fault{1, 0, Stop::fault, {}, 300};
  fault.fault.va = VirtAddr{0x1234};
  mmu.prepared = {fault};
  sc_core::sc_start();
  cpu.rethrow();
  EXPECT_THAT(mmu.attempted, testing::ElementsAre(0, 300));
  ASSERT_EQ(kernel.faults.size(), 1U);
  EXPECT_EQ(kernel.faults[0].va, VirtAddr{0x1234});
  EXPECT_THAT(kernel.reasons,
              testing::ElementsAre(TrapHandler::Reason::start, TrapHandler::Reason::program_ended));
}

}  // namespace
}  // namespace vapa
