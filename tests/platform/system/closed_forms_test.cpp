// Figures that follow from arithmetic, whatever the implementation.

#include <algorithm>
#include <cmath>
#include <random>

#include "machine_fixture.hpp"

namespace vapa::test {
namespace {

// ---- reads per walk ---------------------------------------------------------------------------

struct WalkCase {
  FormatName format;
  unsigned level;  // of the leaf
  unsigned reads;
};

std::string name_of(const ::testing::TestParamInfo<WalkCase>& info) {
  return std::string(enum_names(FormatName{})[static_cast<unsigned>(info.param.format)]) +
         "_leaf_at_level_" + std::to_string(info.param.level);
}

class ReadsPerWalk : public MachineTest, public ::testing::WithParamInterface<WalkCase> {};

TEST_P(ReadsPerWalk, IsTheNumberOfLevelsDownToTheLeaf) {
  config.paging.format = GetParam().format;
  without_tlbs();
  without_walk_caches();
  build();
  tables().map(VirtAddr{0}, PhysAddr{0}, GetParam().level, all_rights);
  for (unsigned i = 0; i < 10; ++i) cost(Op::load, VirtAddr{i * 64ULL});
  EXPECT_EQ(statistic("mmu.walker.walks"), 10U);
  EXPECT_EQ(statistic("mmu.walker.reads"), 10U * GetParam().reads);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, ReadsPerWalk,
    ::testing::Values(WalkCase{FormatName::x86_64_4, 1, 4}, WalkCase{FormatName::x86_64_4, 2, 3},
                      WalkCase{FormatName::x86_64_4, 3, 2}, WalkCase{FormatName::x86_64_5, 1, 5},
                      WalkCase{FormatName::x86_64_5, 2, 4}, WalkCase{FormatName::x86_64_5, 3, 3},
                      WalkCase{FormatName::sv39, 1, 3}, WalkCase{FormatName::sv39, 2, 2},
                      WalkCase{FormatName::sv39, 3, 1}, WalkCase{FormatName::sv48, 1, 4},
                      WalkCase{FormatName::sv57, 1, 5}),
    name_of);

class WalkCacheReads : public MachineTest {};

TEST_F(WalkCacheReads, AHitInTheLowestWalkCacheLeavesOneRead) {
  without_tlbs();
  build();
  tables().map(VirtAddr{0}, PhysAddr{0}, 1, all_rights);
  tables().map(VirtAddr{4096}, PhysAddr{4096}, 1, all_rights);
  cost(Op::load, VirtAddr{0});
  EXPECT_EQ(statistic("mmu.walker.reads"), 4U);
  cost(Op::load, VirtAddr{4096});
  EXPECT_EQ(statistic("mmu.walker.reads"), 5U);
  EXPECT_EQ(statistic("mmu.walker.pwc.level2.hits"), 1U);
}

// ---- hit rate of uniform random traffic ---------------------------------------------------------

class UniformTraffic : public MachineTest,
                       public ::testing::WithParamInterface<std::pair<unsigned, unsigned>> {};

TEST_P(UniformTraffic, HitRateIsEntriesOverPages) {
  const auto [entries, pages] = GetParam();
  config.mmu.dtlb.entries = config.mmu.dtlb.ways = entries;
  config.mmu.l2tlb.enabled = false;
  build();
  for (unsigned p = 0; p < pages; ++p) {
    tables().map(VirtAddr{p * 4096ULL}, PhysAddr{p * 4096ULL}, 1, all_rights);
  }
  std::mt19937_64 random(7);
  constexpr unsigned accesses = 200000;
  std::vector<Event> events;
  for (unsigned i = 0; i < accesses + 10 * pages; ++i) {
    events.push_back({VirtAddr{(random() % pages) * 4096}, 0, 8, Op::load, 0});
  }
  issue({events.begin(), events.begin() + 10 * pages});  // fills the TLB
  const std::uint64_t before = statistic("mmu.dtlb.hits");
  issue({events.begin() + 10 * pages, events.end()});
  const double rate = double(statistic("mmu.dtlb.hits") - before) / accesses;
  const double expected = double(entries) / pages;
  const double sigma = std::sqrt(expected * (1 - expected) / accesses);
  EXPECT_NEAR(rate, expected, 4 * sigma);
}

INSTANTIATE_TEST_SUITE_P(Sizes, UniformTraffic,
                         ::testing::Values(std::pair{16U, 64U}, std::pair{64U, 256U},
                                           std::pair{64U, 96U}, std::pair{64U, 1024U}));

// ---- lines of leaf entries ----------------------------------------------------------------------

class SequentialSweep : public MachineTest {};

TEST_F(SequentialSweep, EightLeafEntriesShareALine) {
  without_tlbs();
  config.mmu.walker.enters = WalkerEntry::l2;
  config.cache.l2.size = Bytes{1U << 20U};
  config.cache.l2.ways = 8;
  build();
  constexpr unsigned pages = 4096;
  for (unsigned p = 0; p < pages; ++p) {
    tables().map(VirtAddr{p * 4096ULL}, PhysAddr{p * 4096ULL}, 1, all_rights);
  }
  std::vector<Event> events;
  // The data's lines are spread over the sets of L2, so that they evict no page-table line.
  for (unsigned p = 0; p < pages; ++p) {
    events.push_back({VirtAddr{p * 4096ULL + p / 32 % 64 * 64}, 0, 8, Op::load, 0});
  }
  issue(events);
  constexpr unsigned leaf_tables = pages / 512;
  // Besides the leaf entries: the PML4 entry, the PDPT entry and one line of page directory.
  EXPECT_EQ(statistic("cache.l2.misses.walk"), pages / 8 + 3);
  EXPECT_EQ(statistic("mmu.walker.walks"), pages);
  // Each page directory entry is read once, the rest starts at the leaf.
  EXPECT_EQ(statistic("mmu.walker.reads"), pages + leaf_tables + 2);
}

// ---- tables for a mapping -----------------------------------------------------------------------

class TablesForAMapping : public MachineTest {};

TEST_F(TablesForAMapping, OnePageNeedsFourTables) {
  build();
  tables().map(VirtAddr{0x7fffffffe000}, PhysAddr{0}, 1, all_rights);
  EXPECT_EQ(tables().count(), 4U);
}

// ---- effective access time ----------------------------------------------------------------------

// CS:APP and the operating-systems texts: TLB 1 cycle, memory 100 cycles, four levels, no caches.
class EffectiveAccessTime : public MachineTest {
 protected:
  void SetUp() override {
    with_fixed_memory(100);
    without_caches();
    without_walk_caches();
    config.mmu.dtlb.entries = config.mmu.dtlb.ways = 64;
    config.mmu.dtlb.latency = 1;
    config.mmu.l2tlb.enabled = false;
    build();
  }
  // The access's own cycle is not part of the books' sum.
  Cycle access_time(VirtAddr va) { return cost(Op::load, va) - 1; }
};

TEST_F(EffectiveAccessTime, AHitCosts101AndAMiss501) {
  tables().map(VirtAddr{0}, PhysAddr{0}, 1, all_rights);
  EXPECT_EQ(access_time(VirtAddr{0}), 501U);
  EXPECT_EQ(access_time(VirtAddr{8}), 101U);
}

TEST_F(EffectiveAccessTime, At99PercentHitsItIs105) {
  for (unsigned p = 0; p < 100; ++p) {
    tables().map(VirtAddr{p * 4096ULL}, PhysAddr{p * 4096ULL}, 1, all_rights);
  }
  Cycle total = 0;
  for (unsigned i = 0; i < 10000; ++i) total += access_time(VirtAddr{i / 100 * 4096ULL});
  EXPECT_EQ(total, 10000U * 105U);
}

// ---- paging off ---------------------------------------------------------------------------------

class PagingOff : public MachineTest {};

TEST_F(PagingOff, PhysicalIsVirtualAndNoTlbIsAsked) {
  config.paging.format = FormatName::none;
  build();
  cost(Op::load, VirtAddr{0x1234});
  cost(Op::fetch, VirtAddr{0x5ffc}, 8);
  EXPECT_TRUE(mmu().l1d().cache().contains(PhysAddr{0x1234}));
  EXPECT_EQ(statistic("mmu.dtlb.lookups"), 0U);
  EXPECT_EQ(statistic("mmu.walker.walks"), 0U);
}

}  // namespace
}  // namespace vapa::test
