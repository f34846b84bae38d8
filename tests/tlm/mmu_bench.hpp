#pragma once
// An MMU with its walker over a memory of fixed latency, and a foreign initiator.

#include "core/memory/physical_memory.hpp"
#include "support/formats.hpp"
#include "support/tables.hpp"
#include "tlm/bench.hpp"
#include "tlm/mmu.hpp"

namespace vapa {

inline constexpr std::uint8_t marked = right_a | right_d;

inline MmuSettings small_tlbs() {
  MmuSettings s;
  for (TlbConfig* tlb : {&s.itlb, &s.dtlb}) {
    tlb->entries = 8;
    tlb->ways = 4;
  }
  s.l2tlb.entries = 32;
  s.l2tlb.ways = 4;
  return s;
}

inline MmuSettings without_caches(MmuSettings s = small_tlbs()) {
  s.l1i.enabled = s.l1d.enabled = false;
  return s;
}

/// Tables lie from 0x1000 on, in a memory of their own that the walker reads; the time of its reads
/// passes through `memory`, which holds the bytes of the first 64 KiB.
struct MmuSystem {
  Clock clock{1.0};
  Format format;
  PhysicalMemory table_memory{1ULL << 30U};
  test::Tables tables{table_memory, format, PhysAddr{0x1000}};
  FixedMemory memory{"memory", clock};
  Walker walker;
  Mmu mmu;
  Initiator foreign{"foreign", clock};
  Initiator other_walker{"other_walker", clock};

  explicit MmuSystem(const MmuSettings& settings = small_tlbs(), const PagingConfig& paging = {},
                     const WalkerConfig& walk = {})
      : format(paging),
        walker("walker", walk, format, &table_memory, clock),
        mmu("mmu", settings, format, clock) {
    mmu.walker.bind(walker.port);
    mmu.fetch_out().bind(memory.in);
    mmu.data_out().bind(memory.in);
    walker.out().bind(memory.in);
    foreign.out.bind(mmu.cpu_side);
    other_walker.out.bind(mmu.walk_side);
    use(1);
  }
  void start() { sc_core::sc_start(sc_core::SC_ZERO_TIME); }
  void use(std::uint16_t asid, const RightsMode& mode = {}) {
    mmu.set_context(Context(Asid{asid}, tables.root(), mode));
  }
  void map(std::uint64_t va, std::uint64_t pa, unsigned rights = read_write | right_x | marked) {
    tables.map(VirtAddr{va}, PhysAddr{pa}, 1, rights);
  }
  /// Changes the bits of an entry.
  void change(std::uint64_t va, unsigned level, std::uint64_t clear, std::uint64_t set = 0) {
    const PhysAddr at = tables.entry(VirtAddr{va}, level);
    const unsigned bytes = format.entry_bytes();
    table_memory.write_word(at, (table_memory.read_word(at, bytes) & ~clear) | set, bytes);
  }

  BatchResult access(std::uint64_t va, Op op = Op::load, std::uint16_t size = 8,
                     std::uint32_t attempted = 0) {
    const Event e{VirtAddr{va}, 0, size, op, 0};
    const BatchResult r = mmu.run({&e, 1}, attempted, now, ~Cycle{0});
    now = r.now;
    mmu.collect();
    return r;
  }
  /// Of an access that completes.
  Cycle cost(std::uint64_t va, Op op = Op::load, std::uint16_t size = 8) {
    const Cycle before = now;
    EXPECT_EQ(access(va, op, size).stop, Stop::end);
    return now - before;
  }
  std::uint64_t walk_counter(const std::string& name) const {
    Registry registry;
    walker.describe(registry);
    for (const Registry::Counter& c : registry.counters()) {
      if (c.name == name) return *c.value;
    }
    ADD_FAILURE() << "no counter " << name;
    return 0;
  }
  /// Cycles that the counters account for, but for the accesses' own.
  Cycle accounted() const {
    const AccessStats& a = mmu.accesses();
    return a.data_translation_cycles + a.fetch_translation_cycles + a.data_cycles + a.fetch_cycles;
  }

  Cycle now = 0;
};

}  // namespace vapa
