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

}  // namespace
}  // namespace vapa
