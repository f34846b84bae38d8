#pragma once
// The modules of one machine, built and bound as its configuration says.

#include <array>
#include <memory>

#include "core/memory/physical_memory.hpp"
#include "core/paging/format.hpp"
#include "core/stats/registry.hpp"
#include "core/trap.hpp"
#include "platform/config/system_config.hpp"
#include "tlm/cache_level.hpp"
#include "tlm/dram_target.hpp"
#include "tlm/mmu.hpp"
#include "tlm/walker.hpp"

namespace vapa {

/// Everything below the CPU. Elaborates SystemC modules: one per process, before the simulation
/// starts. Precondition: the configuration is valid.
class Hardware : public Machine {
 public:
  /// dtlb: makes the data TLB; empty: as the configuration says.
  explicit Hardware(const SystemConfig&, const MakeTlbDevice& dtlb = {});

  const Format& format() const noexcept { return format_; }
  const Clock& clock() const noexcept { return clock_; }
  Mmu& mmu() noexcept { return mmu_; }
  Walker& walker() noexcept { return walker_; }
  const CacheLevel* l2() const noexcept { return l2_.get(); }
  const CacheLevel* l3() const noexcept { return l3_.get(); }
  const DramTarget& dram() const noexcept { return dram_; }

  PhysicalMemory& memory() override { return memory_; }
  void flush_local(CoreId, std::span<const Flush>) override;
  /// Of a machine with one core there are none.
  void shootdown(CoreId from, std::uint64_t to, std::span<const Flush>, Ticket) override;

  /// Brings derived counters up to date; call before they are read.
  void collect();
  void describe(Registry&) const;

 private:
  void bind();
  void describe_accesses(Registry&) const;
  void describe_caches(Registry&) const;

  Clock clock_;
  Format format_;
  PhysicalMemory memory_;
  Mmu mmu_;
  Walker walker_;
  std::unique_ptr<CacheLevel> l2_;
  std::unique_ptr<CacheLevel> l3_;
  DramTarget dram_;
  WalkerEntry walker_enters_;

  std::uint64_t accesses_ = 0;
  std::uint64_t translation_cycles_ = 0;
};

}  // namespace vapa
