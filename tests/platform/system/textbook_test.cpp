// The small memory system of CS:APP (3rd edition, 9.6.4): 14-bit virtual and 12-bit physical
// addresses, 64-byte pages, a TLB of 16 entries with 4 ways, a direct-mapped cache of 16 lines of 4
// bytes, a page table of one level. Contents and answers are those of its figures 9.20 to 9.22.

#include "machine_fixture.hpp"

namespace vapa::test {
namespace {

class TextbookSystem : public MachineTest {
 protected:
  void SetUp() override {
    config.paging.format = FormatName::generic;
    config.paging.generic_index_bits = {8};
    config.paging.generic_page_bits = 6;
    config.paging.generic_entry_bytes = 2;
    config.paging.pa_bits = 12;
    config.memory.size = Bytes{4096};
    config.mmu.itlb.enabled = config.mmu.l2tlb.enabled = false;
    config.mmu.dtlb.entries = 16;
    config.mmu.dtlb.ways = 4;
    config.mmu.dtlb.page_sizes = {Bytes{64}};
    config.mmu.walker.enters = WalkerEntry::dram;
    without_walk_caches();
    without_caches();
    config.cache.l1d.enabled = true;
    config.cache.l1d.size = Bytes{64};
    config.cache.l1d.ways = 1;
    config.cache.l1d.line = Bytes{4};
    build(PhysAddr{0x600});
    for (const auto& [vpn, ppn] : {Pair{0x00, 0x28},
                                   {0x02, 0x33},
                                   {0x03, 0x02},
                                   {0x05, 0x16},
                                   {0x08, 0x13},
                                   {0x09, 0x17},
                                   {0x0A, 0x09},
                                   {0x0D, 0x2D},
                                   {0x0E, 0x11},
                                   {0x0F, 0x0D}}) {
      tables().map(page(vpn), frame(ppn), 1, all_rights);
    }
    // (tag, PPN) of the valid entries, by set; VPN = tag · 4 + set.
    for (const auto& [vpn, ppn] : {Pair{0x09 * 4 + 0, 0x0D},
                                   {0x07 * 4 + 0, 0x02},
                                   {0x03 * 4 + 1, 0x2D},
                                   {0x03 * 4 + 3, 0x0D},
                                   {0x0A * 4 + 3, 0x34}}) {
      mmu().dtlb()->fill({page(vpn), frame(ppn), 6, all_rights, Asid{1}}, page(vpn));
    }
    line(0x0, 0x19, {0x99, 0x11, 0x23, 0x11});
    line(0x2, 0x1B, {0x00, 0x02, 0x04, 0x08});
    line(0x4, 0x32, {0x43, 0x6D, 0x8F, 0x09});
    line(0x5, 0x0D, {0x36, 0x72, 0xF0, 0x1D});
    line(0x7, 0x16, {0x11, 0xC2, 0xDF, 0x03});
    line(0x8, 0x24, {0x3A, 0x00, 0x51, 0x89});
    line(0xA, 0x2D, {0x93, 0x15, 0xDA, 0x3B});
    line(0xD, 0x16, {0x04, 0x96, 0x34, 0x15});
    line(0xE, 0x13, {0x83, 0x77, 0x1B, 0xD3});
  }

  struct Pair {
    unsigned vpn;
    unsigned ppn;
  };
  static VirtAddr page(unsigned vpn) { return VirtAddr{vpn * 64ULL}; }
  static PhysAddr frame(unsigned ppn) { return PhysAddr{ppn * 64ULL}; }

  void line(unsigned index, unsigned tag, std::array<unsigned, 4> bytes) {
    const PhysAddr pa{tag * 64ULL + index * 4ULL};
    for (unsigned i = 0; i < 4; ++i) hardware().memory().write_word(pa + i, bytes[i], 1);
    mmu().l1d().cache().fill(pa, false);
  }

  struct Answer {
    bool tlb_hit;
    bool cache_hit;
    PhysAddr pa;
    std::uint64_t byte;
  };
  Answer load(unsigned va) {
    const std::uint64_t tlb = statistic("mmu.dtlb.hits");
    const std::uint64_t misses = statistic("cache.l1d.misses.data");
    cost(Op::load, VirtAddr{va}, 1);
    const Lookup l = mmu().dtlb()->probe(VirtAddr{va}, mmu().context(), Op::load);
    EXPECT_EQ(l.verdict, Verdict::allowed);
    return {statistic("mmu.dtlb.hits") != tlb, statistic("cache.l1d.misses.data") == misses, l.pa,
            hardware().memory().read_word(l.pa, 1)};
  }
};

TEST_F(TextbookSystem, Address03d4HitsTlbAndCache) {
  const Answer a = load(0x03d4);
  EXPECT_TRUE(a.tlb_hit);
  EXPECT_TRUE(a.cache_hit);
  EXPECT_EQ(a.pa, PhysAddr{0x354});
  EXPECT_EQ(a.byte, 0x36U);
}

TEST_F(TextbookSystem, Address03d7IsTheLastByteOfThatLine) {
  const Answer a = load(0x03d7);
  EXPECT_TRUE(a.tlb_hit);
  EXPECT_TRUE(a.cache_hit);
  EXPECT_EQ(a.pa, PhysAddr{0x357});
  EXPECT_EQ(a.byte, 0x1DU);
}

TEST_F(TextbookSystem, Address0175MissesTheTlbAndIsFoundInThePageTable) {
  const Answer a = load(0x0175);
  EXPECT_FALSE(a.tlb_hit);
  EXPECT_TRUE(a.cache_hit);
  EXPECT_EQ(a.pa, PhysAddr{0x5B5});
  EXPECT_EQ(a.byte, 0x96U);
  EXPECT_EQ(statistic("mmu.walker.reads"), 1U);
}

TEST_F(TextbookSystem, Address0addHitsTheTlbAndMissesTheCache) {
  const Answer a = load(0x0add);
  EXPECT_TRUE(a.tlb_hit);
  EXPECT_FALSE(a.cache_hit);
  EXPECT_EQ(a.pa, PhysAddr{0xD1D});
}

TEST_F(TextbookSystem, AnAccessOverThreePagesIsThreeTranslations) {
  const std::uint64_t before = statistic("mmu.dtlb.lookups");
  cost(Op::load, VirtAddr{0x23c}, 72);  // VPN 8, 9 and A
  EXPECT_EQ(statistic("mmu.dtlb.lookups") - before, 3U);
  EXPECT_EQ(statistic("cpu.page_crossings"), 1U);
}

TEST_F(TextbookSystem, AFaultOnTheThirdPageTouchesNoMemory) {
  const std::uint64_t before = statistic("cache.l1d.accesses.data");
  const BatchResult r = issue({Event{VirtAddr{0x27c}, 0, 72, Op::load, 0}});  // VPN 9, A and B
  EXPECT_EQ(r.stop, Stop::fault);
  EXPECT_EQ(r.fault.va, VirtAddr{0x2c0});
  EXPECT_EQ(r.attempted, 3U);
  EXPECT_EQ(statistic("cache.l1d.accesses.data"), before);
}

TEST_F(TextbookSystem, Address02eaIsAPageFault) {
  const BatchResult r = issue({Event{VirtAddr{0x02ea}, 0, 1, Op::load, 0}});
  EXPECT_EQ(r.stop, Stop::fault);
  EXPECT_EQ(r.fault.kind, FaultKind::not_present);
  EXPECT_EQ(r.fault.va, VirtAddr{0x02ea});
}

}  // namespace
}  // namespace vapa::test
