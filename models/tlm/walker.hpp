#pragma once
// The hardware page-table walker: one walk at a time, loosely timed.

#include <optional>
#include <systemc>

#include "core/memory/physical_memory.hpp"
#include "core/walk/record.hpp"
#include "core/walk/stats.hpp"
#include "core/walk/walk.hpp"
#include "core/walk/walk_caches.hpp"
#include "tlm/memory_port.hpp"

namespace vapa {

/// What the MMU asks of the walker. One process at a time: see OneAtATime.
class WalkerIf : public virtual sc_core::sc_interface {
 public:
  /// Walks at once. The record is valid until the next walk. Drops nothing after a fault.
  virtual const WalkRecord& walk(VirtAddr, const Context&, Op, WalkReason, Cycle now) = 0;
  /// Where the page tables map the address, for debuggers: no time, no accessed or dirty bits, no
  /// walk caches, and no judgement of rights. Nothing when it is not mapped.
  virtual std::optional<Leaf> look(VirtAddr, const Context&) = 0;
  /// Drops entries of the walk caches.
  virtual void invalidate(const Flush&) = 0;
};

class Walker : public sc_core::sc_module, public WalkerIf {
 public:
  sc_core::sc_export<WalkerIf> port;

  /// memory: where the page tables' bytes lie. Null on a foreign platform: the bytes are then read
  /// and written through the socket with transport_dbg. Format, memory and clock outlive the
  /// module.
  Walker(const sc_core::sc_module_name&, const WalkerConfig&, const Format&, PhysicalMemory* memory,
         const Clock&);

  /// Towards the level of the hierarchy that walks enter.
  tlm::tlm_initiator_socket<>& out() noexcept { return port_.socket; }
  void observe(WalkObserver* observer) noexcept { observer_ = observer; }

  const WalkRecord& walk(VirtAddr, const Context&, Op, WalkReason, Cycle now) override;
  std::optional<Leaf> look(VirtAddr, const Context&) override;
  void invalidate(const Flush&) override;

  void describe(Registry&) const;

 private:
  bool step(Walk&, Cycle& now);
  bool read_entry(PhysAddr, std::uint64_t& raw);
  void write_entry(PhysAddr, std::uint64_t raw);
  bool debug(tlm::tlm_command, PhysAddr, std::uint64_t& raw);

  const Format& format_;
  PhysicalMemory* memory_;
  Cycle latency_;
  WalkCaches caches_;
  MemoryPort port_;
  WalkRecord record_;
  WalkStats stats_;
  WalkObserver* observer_ = nullptr;
};

}  // namespace vapa
