// The way of a CPU's access through the MMU: pieces, faults, what they leave behind and what they
// cost.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tlm/mmu_bench.hpp"

namespace vapa {
namespace {

constexpr std::uint64_t page = 0x10'0000;  // the page under test and the one behind it
constexpr std::uint64_t behind = page + 4096;
constexpr std::uint64_t frame = 0x8000;

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

// ---- faults drop what is known of their address -------------------------------------------------

// Intel SDM vol. 3A, 4.10.4.1.
TEST(MmuFaults, OfAWalkDropTheWalkCachesThatMayHaveCausedThem) {
  MmuSystem s;
  s.map(page, frame);
  s.change(page, 2, 2);  // no writes below
  s.start();
  s.access(page);
  s.mmu.dtlb()->invalidate({});
  s.mmu.l2tlb()->invalidate({});
  EXPECT_EQ(s.access(page, Op::store).fault.kind, FaultKind::rights);
  s.change(page, 2, 0, 2);
  EXPECT_EQ(s.access(page, Op::store).stop, Stop::end) << "the page table allows it by now";
}

TEST(MmuFaults, OfAWalkDropTheEntryThatAskedForIt) {
  MmuSystem s;
  s.map(page, frame, read_write | right_a);
  s.start();
  s.access(page);
  s.change(page, 1, 1);
  const BatchResult r = s.access(page, Op::store);
  EXPECT_EQ(r.fault.kind, FaultKind::not_present) << "found when it was to be marked dirty";
  EXPECT_EQ(s.access(page).fault.kind, FaultKind::not_present) << "the stale entry is gone";
  EXPECT_EQ(s.mmu.dtlb_stats().invalidations, 1U);
}

TEST(MmuFaults, LeaveOtherPagesAlone) {
  MmuSystem s;
  s.map(page, frame);
  s.start();
  s.access(page);
  EXPECT_EQ(s.access(behind).stop, Stop::fault);
  s.access(page);
  EXPECT_EQ(s.mmu.dtlb_stats().hits, 1U);
}

// ---- counting -----------------------------------------------------------------------------------

// A lookup is counted at its first attempt, and so is what it found.
TEST(MmuCounting, ReplaysAreNeitherHitsNorDeniedNorUpdates) {
  MmuSystem s;
  s.map(page, frame, read_write | right_a);
  s.map(behind, frame, right_r | right_u | marked);
  s.start();
  s.access(page);
  s.access(behind);
  s.access(page, Op::store, 8, 1);
  s.access(behind, Op::store, 8, 1);
  const TlbStats& d = s.mmu.dtlb_stats();
  EXPECT_EQ(d.replays, 2U);
  EXPECT_EQ(d.hits, 0U);
  EXPECT_EQ(d.updates, 0U);
  EXPECT_EQ(d.denied, 0U);
  EXPECT_EQ(d.lookups, 2U) << "of the first two";
}

// ---- the kernel's traffic -----------------------------------------------------------------------

TEST(MmuKernelTraffic, LooksEachLineUpOnceWhereverTheRangeBegins) {
  MmuSystem s;
  s.start();
  const Touch touch{PhysAddr{0x1020}, 128, true};
  s.mmu.kernel_traffic({&touch, 1}, 0);
  EXPECT_THAT(s.mmu.l1d().cache().stats().accesses, testing::ElementsAre(0, 0, 0, 3));
}

TEST(MmuKernelTraffic, WithoutL1dMovesItsDataByWholeBursts) {
  MmuSystem s(without_caches());
  s.start();
  const Touch touch{PhysAddr{0x1020}, 128, false};
  s.mmu.kernel_traffic({&touch, 1}, 0);
  ASSERT_EQ(s.memory.seen.size(), 3U);
  EXPECT_EQ(s.memory.seen[0].bytes, 32U);
  EXPECT_EQ(s.memory.seen[1], (FixedMemory::Seen{0x1040, 64, Transfer::read, Cause::kernel, 100}));
}

}  // namespace
}  // namespace vapa
