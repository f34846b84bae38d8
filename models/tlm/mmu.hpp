#pragma once
// The MMU of one core: first-level TLBs with their L1 caches, a unified second-level TLB, a port to
// the walker. It runs batches of a CPU (CoreIf) and serves foreign initiators (a TLM target
// socket); both entrances share one way of an access.

#include <tlm_utils/multi_passthrough_target_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <optional>
#include <systemc>

#include "core/paging/format.hpp"
#include "core/tlb/clocked_tlb.hpp"
#include "core/tlb/tlb.hpp"
#include "tlm/cache_stage.hpp"
#include "tlm/core_if.hpp"
#include "tlm/mmu_stats.hpp"
#include "tlm/walker.hpp"

namespace vapa {

/// The configuration of one MMU, gathered from its blocks.
struct MmuSettings {
  TlbConfig itlb;
  TlbConfig dtlb;
  TlbConfig l2tlb;
  L1CacheConfig l1i;
  L1CacheConfig l1d;
  bool hide_fetch_hits = true;  ///< a fetch that hits ITLB and L1I costs its cycle only
  std::uint64_t seed = 1;
  /// What makes the data TLB where it is a device that is clocked; empty: it is the array. `dtlb`
  /// says what the device holds; its time is its own, dtlb.latency does not count.
  MakeTlbDevice dtlb_device = {};
};

/// On a transaction of a foreign initiator, which owns it: the kind of access, and why it failed.
struct TranslationExtension : tlm::tlm_extension<TranslationExtension> {
  /// Absent: a read is a load and a write a store. One that contradicts the command (a write that
  /// is a load or a fetch, a read that is a store, Op::call) is a TLM_COMMAND_ERROR_RESPONSE.
  std::optional<Op> op;
  /// Written by the MMU: kind none, or the reason of TLM_ADDRESS_ERROR_RESPONSE. The same access
  /// (address, length, kind) coming next with this extension is a re-issue and counts as a replay.
  Fault fault;

  tlm::tlm_extension_base* clone() const override { return new TranslationExtension(*this); }
  void copy_from(const tlm::tlm_extension_base& other) override {
    *this = static_cast<const TranslationExtension&>(other);
  }

 private:
  friend class Mmu;
  VirtAddr va_;  ///< of the access that faulted
  unsigned bytes_ = 0;
  std::uint32_t attempted_ = 0;  ///< its pages that were looked up
};

/// Serves one process at a time at core and cpu_side: see OneAtATime. While a foreign transaction
/// is on its way behind the MMU (no L1 cache), others may enter.
class Mmu : public sc_core::sc_module, public CoreIf, public LineHolder {
 public:
  sc_core::sc_export<CoreIf> core;        ///< for the CPU of this platform
  sc_core::sc_export<LineHolder> holder;  ///< for an inclusive level below
  sc_core::sc_port<WalkerIf> walker;
  /// For a foreign initiator: addresses are virtual. A failed translation, or a physical address
  /// that memory refuses, answers TLM_ADDRESS_ERROR_RESPONSE. All pages are translated before the
  /// first byte moves. With an L1 cache the time is the cache's and the bytes move by
  /// transport_dbg; without one a transaction goes on for each page, with the physical address, the
  /// initiator's extensions and a Sideband that names the cause. The delay comes back at a clock
  /// edge.
  ///
  /// transport_dbg translates as the page tables say, and moves bytes whatever the rights of the
  /// page and its accessed and dirty bits: a debugger is not the program. It changes no state.
  tlm_utils::simple_target_socket_optional<Mmu> cpu_side;
  /// For a walker that enters the hierarchy at L1D.
  tlm_utils::multi_passthrough_target_socket_optional<Mmu> walk_side;

  /// Format and clock outlive the module.
  Mmu(const sc_core::sc_module_name&, const MmuSettings&, const Format&, const Clock&);

  tlm::tlm_initiator_socket<>& fetch_out() noexcept { return fetch_.l1.below.socket; }
  tlm::tlm_initiator_socket<>& data_out() noexcept { return data_.l1.below.socket; }

  BatchResult run(std::span<const Event>, std::uint32_t attempted, Cycle now,
                  Cycle deadline) override;
  void set_context(const Context& context) override { context_ = context; }
  Cycle kernel_traffic(std::span<const Touch>, Cycle now) override;
  bool drop(PhysAddr start, std::uint64_t bytes) override;

  /// Reaches both TLB levels and the walk caches.
  void flush(const Flush&);

  /// For looking at the state and for setting it up. A TLB is null where there is none; the data
  /// TLB is either an array or a device.
  Tlb* itlb() noexcept { return fetch_.tlb ? &*fetch_.tlb : nullptr; }
  Tlb* dtlb() noexcept { return data_.tlb ? &*data_.tlb : nullptr; }
  ClockedTlb* dtlb_device() noexcept { return data_.device ? &*data_.device : nullptr; }
  Tlb* l2tlb() noexcept { return l2tlb_ ? &*l2tlb_ : nullptr; }
  CacheStage& l1i() noexcept { return fetch_.l1; }
  CacheStage& l1d() noexcept { return data_.l1; }
  const CacheStage& l1i() const noexcept { return fetch_.l1; }
  const CacheStage& l1d() const noexcept { return data_.l1; }
  const Context& context() const noexcept { return context_; }

  /// Brings the counters up to date; call before they are read.
  void collect();
  const AccessStats& accesses() const noexcept { return accesses_; }
  const TlbStats& itlb_stats() const noexcept { return fetch_.stats; }
  const TlbStats& dtlb_stats() const noexcept { return data_.stats; }
  const TlbStats& l2tlb_stats() const noexcept { return l2_stats_; }

 private:
  /// A first-level TLB with its L1 cache: one for data, one for fetches.
  struct Side {
    std::optional<Tlb> tlb;
    std::optional<ClockedTlb> device;  ///< in the place of tlb
    CacheStage l1;
    Cause cause;
    bool hide_hits = false;  ///< an access that hits both costs its cycle only
    bool fast = false;       ///< tlb and l1 exist: hits take the short way through run()
    /// What an access on the short way lies in: a line or, where pages are smaller, a page; bytes
    /// of it - 1.
    std::uint64_t block_mask = 0;
    Cycle covered = 0;               ///< of a lookup in the TLB, by the parallel lookup of L1
    Cycle tlb_time = 0;              ///< of a lookup in the array, what is not covered
    Cycle cache_time = 0;            ///< of a lookup in L1
    Cycle hit_cost = 0;              ///< of a whole access that hits both, with its own cycle
    std::uint64_t fast_hits = 0;     ///< not yet collected
    std::uint64_t fast_lookups = 0;  ///< likewise: found in the TLB, missed in L1
    TlbStats stats;

    Side(const char* name, const TlbConfig&, const MakeTlbDevice&, const L1CacheConfig&, Cause,
         const Format&, bool hidden, std::uint64_t seed, const Clock&);
    void flush(const Flush&);
  };

  /// One access, whatever entrance it came by.
  struct Access {
    VirtAddr va;
    unsigned bytes = 0;
    Op op = Op::load;
    bool forwarded = false;  ///< translated only: a transaction goes on to memory
  };
  /// The part of an access that lies in one page.
  struct Piece {
    VirtAddr va;
    PhysAddr pa;
    unsigned bytes = 0;
  };
  struct Translation {
    PhysAddr pa;
    Cycle cycles = 0;
    bool hit = false;  ///< nothing but the first-level TLB was asked, if that
    Fault fault;       ///< kind none: translated
    bool ok() const noexcept { return fault.kind == FaultKind::none; }
  };
  /// What an access has taken so far, not yet charged.
  struct Spent {
    Cycle translation = 0;
    Cycle memory = 0;
    bool hits = false;  ///< so far nothing but the first-level TLB and L1 was asked
    Cycle total() const noexcept { return translation + memory; }
  };

  BatchResult batch(std::span<const Event>, std::uint32_t attempted, Cycle now, Cycle deadline);

  // One access each, at the time `now`, which moves on; false: fault_ and attempted_ say why.
  // whole_access() takes any access. The others are of the CPU, whose accesses have a cycle of
  // their own when they are done; after_…() go on where the short way of run() ended.
  bool whole_access(Side&, const Access&, std::uint32_t attempted, Cycle& now);
  bool whole_event(Side&, const Event&, std::uint32_t attempted, Cycle& now);
  bool after_tlb(Side&, const Event&, const Lookup&, Cycle& now);
  bool in_one_page(Side&, const Event&, const Translation&, Cycle& now);
  bool after_cache_miss(Side&, const Event&, PhysAddr, Cycle& now);

  // The steps of whole_access(), from `now` + what is spent on.
  bool translate_pages(Side&, const Access&, std::uint32_t attempted, Cycle now, Spent&);
  bool ask_memory(Side&, Op, Spent&);
  bool touch_pages(Side&, Op, Cycle now, Spent&);
  bool touch(Side&, Op, const Piece&, Cycle now, Spent&);
  void charge(Side&, const Spent&, Cycle& now);
  bool fail(const Fault&, std::size_t attempted) noexcept;
  Fault beyond_memory(VirtAddr, Op) const noexcept;

  Translation translate(Side&, VirtAddr, Op, bool replay, Cycle now);
  Translation first_level(Side&, const Lookup&, VirtAddr, Op, bool replay, Cycle now);
  Translation clocked_level(Side&, VirtAddr, Op, bool replay, Cycle now);
  Translation second_level(Side&, VirtAddr, Op, bool replay, Cycle spent, Cycle now);
  Translation walk(Side&, VirtAddr, Op, WalkReason, Cycle spent, Cycle now);
  Translation deliver(Side&, const Leaf&, VirtAddr, Op, Cycle spent);
  Translation refuse(Side&, const Fault&, Cycle spent);
  static void count(TlbStats&, Verdict, bool replay) noexcept;
  static void fill(std::optional<Tlb>&, TlbStats&, const Leaf&, VirtAddr);
  std::uint64_t& translation_cycles(const Side& s) noexcept {
    return s.cause == Cause::fetch ? accesses_.fetch_translation_cycles
                                   : accesses_.data_translation_cycles;
  }
  std::uint64_t& memory_cycles(const Side& s) noexcept {
    return s.cause == Cause::fetch ? accesses_.fetch_cycles : accesses_.data_cycles;
  }

  void b_transport(tlm::tlm_generic_payload&, sc_core::sc_time& delay);
  tlm::tlm_response_status perform(tlm::tlm_generic_payload&, TranslationExtension&,
                                   sc_core::sc_time& delay);
  tlm::tlm_response_status move_bytes(Side&, Op, tlm::tlm_generic_payload&);
  tlm::tlm_response_status forward(Side&, Op, tlm::tlm_generic_payload&, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload&);
  void serve_walker(int id, tlm::tlm_generic_payload&, sc_core::sc_time& delay);
  unsigned debug_walker(int id, tlm::tlm_generic_payload&);

  const Format& format_;
  const Clock& clock_;
  const bool paging_;
  Context context_;
  Side fetch_;
  Side data_;
  std::optional<Tlb> l2tlb_;
  Cycle l2_latency_;
  TlbStats l2_stats_;
  AccessStats accesses_;
  std::vector<Piece> pieces_;  ///< of the access at hand
  Fault fault_;
  std::uint32_t attempted_ = 0;  ///< pages of the faulting access that were looked up
  bool busy_ = false;
};

}  // namespace vapa
