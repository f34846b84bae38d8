#pragma once
// Translation coherence: which TLBs are told what, and when frames are free again
// (Linux: arch/x86/mm/tlb.c).

#include <map>
#include <optional>
#include <vector>

#include "core/trap.hpp"
#include "sw/kernel/resources.hpp"

namespace vapa::kernel {

class Flusher {
 public:
  Flusher(Resources& resources, Machine& machine) : res_(&resources), machine_(&machine) {}

  /// Invalidates what the job changed on the cores that now run its space and releases its frames,
  /// those of a shootdown when it is acknowledged. No core: the space has not run yet.
  void finish(Job&, std::optional<CoreId>);
  /// Drops every translation of a space that ends.
  void finish_exit(Job&, CoreId);
  /// A fault leaves no translation of its page behind on its core: x86 does so itself (SDM vol. 3A,
  /// 4.10.4.1), RISC-V kernels by SFENCE.VMA. Neither counted nor charged.
  void drop_faulting(CoreId, const AddressSpace&, VirtAddr);
  /// Everything on a core: identifiers were recycled, or there are none.
  void flush_all(CoreId, Bill&);
  /// What a space lost while the core ran others (Linux: mm->context.tlb_gen).
  void catch_up(CoreId, AddressSpace&, Bill&);
  void acknowledged(Ticket);

 private:
  std::vector<Flush> flushes_of(const Job&) const;
  void send(Job&, CoreId, const std::vector<Flush>&);
  void count_local(Bill&, const std::vector<Flush>&);
  void release(const std::vector<Released>&);

  Resources* res_;
  Machine* machine_;
  Ticket last_ticket_ = no_ticket;
  std::map<Ticket, std::vector<Released>> waiting_;
};

}  // namespace vapa::kernel
