// The two TLB levels, the walk caches and the walker together, seen from the CPU's side.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tlm/mmu_bench.hpp"

namespace vapa {
namespace {

/// One level-1 table maps the first 2 MiB, page n to frame n + 256. Pages are clean.
struct System : MmuSystem {
  System() {
    for (std::uint64_t n = 0; n < 512; ++n) map_page(n, (n + 256) << 12U, read_write | right_x);
    start();
  }
  void map_page(std::uint64_t number, std::uint64_t pa, std::uint8_t rights) {
    map(number << 12U, pa, rights);
  }
  BatchResult access(std::uint64_t number, Op op = Op::load) {
    return MmuSystem::access(number << 12U, op);
  }
  static bool holds(const Tlb* tlb, std::uint64_t number, std::uint16_t asid = 1) {
    return tlb->page_of(VirtAddr{number << 12U}, Asid{asid}).has_value();
  }
  std::uint64_t walks() const { return walk_counter("walks"); }
  /// Entries read by walks since `seen` was cleared.
  std::uint64_t walk_reads() const {
    std::uint64_t reads = 0;
    for (const FixedMemory::Seen& t : memory.seen) {
      reads += t.cause == Cause::walk && t.transfer == Transfer::read;
    }
    return reads;
  }
};

TEST(MmuLevels, AWalkFillsBothLevels) {
  System s;
  s.access(3);
  EXPECT_TRUE(System::holds(s.mmu.dtlb(), 3) && System::holds(s.mmu.l2tlb(), 3));
  EXPECT_FALSE(System::holds(s.mmu.itlb(), 3));
  s.access(4, Op::fetch);
  EXPECT_TRUE(System::holds(s.mmu.itlb(), 4) && System::holds(s.mmu.l2tlb(), 4));
  EXPECT_FALSE(System::holds(s.mmu.dtlb(), 4));
}

TEST(MmuLevels, AHitInTheSecondLevelFillsTheFirstWithoutAWalk) {
  System s;
  s.access(3);
  s.access(3, Op::fetch);
  EXPECT_EQ(s.walks(), 1U);
  EXPECT_TRUE(System::holds(s.mmu.itlb(), 3));
}

TEST(MmuLevels, InvalidationReachesBothLevelsAndTheWalkCaches) {
  System s;
  for (const bool by_page : {true, false}) {
    s.access(3);
    s.access(3, Op::fetch);
    s.memory.seen.clear();
    Flush flush{std::nullopt, Asid{1}, false};
    if (by_page) flush.va = VirtAddr{3 << 12U};
    s.mmu.flush(flush);
    for (const Tlb* tlb : {s.mmu.itlb(), s.mmu.dtlb(), s.mmu.l2tlb()}) {
      EXPECT_FALSE(System::holds(tlb, 3));
    }
    s.access(3);
    EXPECT_EQ(s.walk_reads(), 4U) << "from the root";
  }
}

TEST(MmuLevels, AFaultForRightsLeavesNoEntryOfItsPage) {
  System s;
  s.map_page(7, 0x9000, right_r | right_u);
  s.access(7);
  ASSERT_TRUE(System::holds(s.mmu.dtlb(), 7));
  const BatchResult r = s.access(7, Op::store);
  EXPECT_EQ(r.stop, Stop::fault);
  EXPECT_EQ(r.fault.kind, FaultKind::rights);
  EXPECT_FALSE(System::holds(s.mmu.dtlb(), 7) || System::holds(s.mmu.l2tlb(), 7));
  s.map_page(7, 0x9000, read_write);
  EXPECT_EQ(s.access(7, Op::store).stop, Stop::end) << "the page table decides anew";
}

TEST(MmuLevels, AStoreToACleanPageUpdatesBothLevels) {
  System s;
  s.access(5);
  const std::uint64_t before = s.walks();
  s.access(5, Op::store);
  EXPECT_EQ(s.walks(), before) << "counted as an update";
  EXPECT_EQ(s.mmu.dtlb_stats().updates, 1U);
  for (const Tlb* tlb : {s.mmu.dtlb(), s.mmu.l2tlb()}) {
    EXPECT_TRUE(tlb->page_of(VirtAddr{5 << 12U}, Asid{1})->rights & right_d);
  }
  s.access(5, Op::store);
  EXPECT_EQ(s.mmu.dtlb_stats().updates, 1U);
}

TEST(MmuLevels, LookupsAreConservedFromLevelToLevel) {
  System s;
  std::mt19937 random(31);
  for (int i = 0; i < 5'000; ++i) {
    const std::uint64_t number = random() % (random() % 2 == 0 ? 8 : 64);
    s.use(static_cast<std::uint16_t>(1 + random() % 2));
    s.access(number, static_cast<Op>(random() % 4));
    if (i % 500 == 0) s.mmu.flush({std::nullopt, std::nullopt, true});
  }
  const TlbStats& i = s.mmu.itlb_stats();
  const TlbStats& d = s.mmu.dtlb_stats();
  const TlbStats& l2 = s.mmu.l2tlb_stats();
  EXPECT_EQ(i.lookups + d.lookups, 5'000U);
  EXPECT_EQ(i.lookups, i.hits + i.misses);
  EXPECT_EQ(d.lookups, d.hits + d.misses);
  EXPECT_EQ(l2.lookups, l2.hits + l2.misses);
  EXPECT_EQ(l2.lookups, i.misses + d.misses);
  EXPECT_EQ(s.walks(), l2.misses);
  EXPECT_GT(l2.hits, 500U);
  EXPECT_GT(l2.misses, 500U);
}

}  // namespace
}  // namespace vapa
