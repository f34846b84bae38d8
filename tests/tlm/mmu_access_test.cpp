// The way of a CPU's access through the MMU: pieces, faults, what they leave behind and what they
// cost.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tlm/mmu_bench.hpp"

namespace vapa {
namespace {

// ---- pages smaller than a line ------------------------------------------------------------------

PagingConfig tiny_pages() {
  PagingConfig c = paging_of(FormatName::generic);
  c.generic_page_bits = 5;
  return c;
}

MmuSettings tlbs_of_tiny_pages() {
  MmuSettings s = small_tlbs();
  for (TlbConfig* tlb : {&s.itlb, &s.dtlb, &s.l2tlb}) tlb->page_sizes = {Bytes{32}};
  return s;
}

TEST(MmuAccess, AcrossAPageWithinALineTranslatesBothPages) {
  MmuSystem s(tlbs_of_tiny_pages(), tiny_pages());
  s.map(0x4000, 0xa000);
  s.map(0x4020, 0xc000);
  s.start();
  for (int i = 0; i < 2; ++i) s.access(0x401c);
  EXPECT_EQ(s.mmu.dtlb_stats().lookups, 4U);
  EXPECT_EQ(s.mmu.accesses().page_crossings, 2U);
  EXPECT_TRUE(s.mmu.l1d().cache().contains(PhysAddr{0xa000}));
  EXPECT_TRUE(s.mmu.l1d().cache().contains(PhysAddr{0xc000}));
}

TEST(MmuAccess, OfMoreThan256PagesCountsThemAll) {
  PagingConfig paging = tiny_pages();
  paging.generic_page_bits = 4;
  MmuSettings settings = tlbs_of_tiny_pages();
  for (TlbConfig* tlb : {&settings.itlb, &settings.dtlb, &settings.l2tlb}) {
    tlb->page_sizes = {Bytes{16}};
  }
  MmuSystem s(settings, paging);
  for (std::uint64_t n = 0; n < 299; ++n) s.map(0x4000 + n * 16, 0xa000);
  s.start();
  const BatchResult r = s.access(0x4000, Op::load, 300 * 16);
  EXPECT_EQ(r.stop, Stop::fault);
  EXPECT_EQ(r.fault.va, VirtAddr{0x4000 + 299 * 16});
  EXPECT_EQ(r.attempted, 300U);
  s.map(0x4000 + 299 * 16, 0xa000);
  EXPECT_EQ(s.access(0x4000, Op::load, 300 * 16, r.attempted).stop, Stop::end);
  EXPECT_EQ(s.mmu.dtlb_stats().lookups, 300U);
  EXPECT_EQ(s.mmu.dtlb_stats().replays, 300U);
}

}  // namespace
}  // namespace vapa
