#pragma once
// A machine without CPU and kernel: a test maps pages by hand and issues accesses itself.

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "platform/system/hardware.hpp"
#include "support/tables.hpp"

namespace vapa::test {

inline constexpr unsigned all_rights = right_r | right_w | right_x | right_u | right_a | right_d;

class MachineTest : public ::testing::Test {
 protected:
  SystemConfig config;

  /// Elaborates; afterwards `config` is no longer read.
  void build(PhysAddr tables_at = PhysAddr{1U << 30U}) {
    hardware_ = std::make_unique<Hardware>(config);
    tables_ = std::make_unique<Tables>(hardware_->memory(), hardware_->format(), tables_at);
    hardware_->mmu().set_context(Context(Asid{1}, tables_->root(), RightsMode{}));
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }

  /// Leaves the walker as the only place of translation, and memory as the only place of data.
  void without_tlbs() {
    config.mmu.itlb.enabled = config.mmu.dtlb.enabled = config.mmu.l2tlb.enabled = false;
  }
  void without_walk_caches() { config.mmu.walker.pwc.enabled = false; }
  void without_caches() {
    config.cache.l1i.enabled = config.cache.l1d.enabled = false;
    config.cache.l2.enabled = config.cache.l3.enabled = false;
  }
  void with_fixed_memory(double ns) {
    config.dram.part = DramPart::fixed;
    config.dram.latency = ns;
    config.cpu.frequency = 1.0;
  }

  BatchResult issue(const std::vector<Event>& events) {
    const BatchResult r = mmu().run(events, 0, now, ~Cycle{0});
    now = r.now;
    hardware_->collect();
    return r;
  }
  /// Completes, or the test fails.
  Cycle cost(Op op, VirtAddr va, std::uint16_t size = 8) {
    const Cycle before = now;
    const BatchResult r = issue({Event{va, 0, size, op, 0}});
    EXPECT_EQ(r.stop, Stop::end) << "va 0x" << std::hex << va.value;
    return r.now - before;
  }
  std::uint64_t statistic(std::string_view name) {
    hardware_->collect();
    Registry registry;
    hardware_->describe(registry);
    for (const auto& c : registry.counters()) {
      if (c.name == name) return *c.value;
    }
    ADD_FAILURE() << "no statistic " << name;
    return 0;
  }

  Mmu& mmu() { return hardware_->mmu(); }
  Hardware& hardware() { return *hardware_; }
  Tables& tables() { return *tables_; }
  Cycle now = 0;

 private:
  std::unique_ptr<Hardware> hardware_;
  std::unique_ptr<Tables> tables_;
};

}  // namespace vapa::test
