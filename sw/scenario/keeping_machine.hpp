#pragma once
// A machine without time whose TLBs keep every translation they ever made until they are told to
// drop it: whatever the kernel forgets to invalidate shows up here as a stale hit.

#include <map>
#include <optional>
#include <set>
#include <span>
#include <tuple>
#include <vector>

#include "core/memory/physical_memory.hpp"
#include "core/paging/fault.hpp"
#include "core/paging/format.hpp"
#include "core/trap.hpp"

namespace vapa::scenario {

class KeepingMachine : public Machine {
 public:
  KeepingMachine(const Format&, std::uint64_t bytes, unsigned cores);

  /// Where an access goes, by a kept translation or else by a walk that is kept, or its fault.
  /// Throws std::logic_error where what was kept is not what the page table says.
  std::optional<PhysAddr> translate(CoreId, const Context&, VirtAddr, Op, Fault&);
  /// Translations that a core keeps.
  std::size_t held(CoreId core) const { return tlb_[core.value].size(); }

  PhysicalMemory& memory() override { return memory_; }
  void flush_local(CoreId, std::span<const Flush>) override;
  /// Complete on return; whoever made the machine acknowledges.
  void shootdown(CoreId from, std::uint64_t to, std::span<const Flush>, Ticket) override;

 private:
  using Key = std::tuple<Asid, std::uint8_t, VirtAddr>;

  std::optional<Leaf> find(CoreId, Asid, VirtAddr) const;
  std::optional<Leaf> walk(const Context&, VirtAddr, Op, Fault&);
  void drop(unsigned core, const Flush&);

  const Format* format_;
  PhysicalMemory memory_;
  std::set<std::uint8_t> shifts_;  ///< log2 of the sizes of all pages so far
  std::vector<std::map<Key, Leaf>> tlb_;
};

}  // namespace vapa::scenario
