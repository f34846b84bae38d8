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
  PagingConfig c = config_of(FormatName::generic);
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

// ---- outside memory -----------------------------------------------------------------------------

/// Two pages of which the second lies outside memory.
struct SecondOutside : MmuSystem {
  explicit SecondOutside(const MmuSettings& settings = small_tlbs(),
                         FormatName name = FormatName::x86_64_4)
      : MmuSystem(settings, config_of(name)) {
    map(page, frame);
    map(behind, 0x20'0000);
    memory.size = 0x1'0000;
    start();
  }
};

TEST(MmuBeyondMemory, OfALaterPageNamesItAndTouchesNothing) {
  SecondOutside s;
  const BatchResult r = s.access(behind - 4, Op::store);
  EXPECT_EQ(r.stop, Stop::fault);
  EXPECT_EQ(r.fault.kind, FaultKind::beyond_memory);
  EXPECT_EQ(r.fault.va, VirtAddr{behind});
  EXPECT_EQ(r.attempted, 2U);
  EXPECT_FALSE(s.mmu.l1d().cache().contains(PhysAddr{frame + 4092}));
  EXPECT_EQ(s.now, s.accounted());
}

TEST(MmuBeyondMemory, OfTheFirstPageTouchesNothingEither) {
  MmuSystem s;
  s.map(page, 0x20'0000);
  s.map(behind, frame);
  s.memory.size = 0x1'0000;
  s.start();
  const BatchResult r = s.access(behind - 4);
  EXPECT_EQ(r.fault.va, VirtAddr{behind - 4});
  EXPECT_EQ(r.attempted, 2U);
  EXPECT_FALSE(s.mmu.l1d().cache().contains(PhysAddr{frame}));
  EXPECT_EQ(s.now, s.accounted());
}

// An access that fails has no cycle of its own: the CPU counts those of completed ones.
TEST(MmuBeyondMemory, TakesTheTimeThatTheCountersAccountFor) {
  SecondOutside s;
  EXPECT_EQ(s.access(behind).stop, Stop::fault) << "after a walk";
  EXPECT_EQ(s.now, s.accounted());
  EXPECT_EQ(s.access(behind).stop, Stop::fault) << "after a hit in the TLB";
  EXPECT_EQ(s.now, s.accounted());
  EXPECT_EQ(s.access(behind + 60).stop, Stop::fault) << "in two lines";
  EXPECT_EQ(s.now, s.accounted());
}

TEST(MmuBeyondMemory, IsAnAccessFaultOnRiscv) {
  SecondOutside s(small_tlbs(), FormatName::sv39);
  EXPECT_EQ(s.access(behind).fault.code, 5U) << "after a walk";
  EXPECT_EQ(s.access(behind).fault.code, 5U) << "after a hit";
  EXPECT_EQ(s.access(behind, Op::store).fault.code, 7U);
  EXPECT_EQ(s.access(behind, Op::fetch).fault.code, 1U);
  EXPECT_EQ(s.access(behind - 4, Op::store).fault.code, 7U) << "the second page of it";
}

TEST(MmuBeyondMemory, WithoutPagingItIsTheAddressItself) {
  MmuSystem s(small_tlbs(), config_of(FormatName::none));
  s.memory.size = 0x1'0000;
  s.start();
  for (const std::uint64_t va : {~std::uint64_t{0} - 63, ~std::uint64_t{0} - 7}) {
    const BatchResult r = s.access(va);
    EXPECT_EQ(r.stop, Stop::fault) << std::hex << va;
    EXPECT_EQ(r.fault.kind, FaultKind::beyond_memory);
  }
}

// ---- the cost of fetches ------------------------------------------------------------------------

constexpr Cycle tlb_latency = 6;
constexpr Cycle l2tlb_latency = 7;
constexpr Cycle l1_latency = 4;
constexpr Cycle memory_latency = 100;

MmuSettings timed(CacheIndex index) {
  MmuSettings s = small_tlbs();
  s.itlb.latency = tlb_latency;
  s.l2tlb.latency = l2tlb_latency;
  s.l1i.latency = l1_latency;
  s.l1i.index = index;
  return s;
}

/// Cycles of a fetch of 8 bytes besides its own.
Cycle fetch(MmuSystem& s, std::uint64_t va) { return s.cost(va, Op::fetch) - 1; }

TEST(MmuHiddenFetches, AreThoseThatHitBothItlbAndL1i) {
  MmuSystem s(timed(CacheIndex::pipt));
  s.map(page, frame);
  s.start();
  fetch(s, page);
  EXPECT_EQ(fetch(s, page), 0U);
  EXPECT_EQ(fetch(s, page + 0x80), tlb_latency + l1_latency + memory_latency) << "L1I missed";
  EXPECT_EQ(fetch(s, page + 0x7c), tlb_latency + 2 * l1_latency + memory_latency)
      << "in two lines, of which L1I missed one";
  EXPECT_EQ(fetch(s, page + 0x7c), 0U) << "in two lines, both there";
  s.mmu.itlb()->invalidate({});
  EXPECT_EQ(fetch(s, page), tlb_latency + l2tlb_latency + l1_latency) << "the ITLB missed";
  EXPECT_EQ(fetch(s, page), 0U);
  EXPECT_EQ(s.now, s.accounted() + 7) << "with a cycle of each fetch";
}

TEST(MmuHiddenFetches, AcrossPagesMustHitInBoth) {
  MmuSystem s(timed(CacheIndex::pipt));
  s.map(page, frame);
  s.map(behind, frame + 0x2000);
  s.start();
  fetch(s, behind - 4);
  EXPECT_EQ(fetch(s, behind - 4), 0U);
  s.mmu.itlb()->invalidate({VirtAddr{behind}, std::nullopt, true});
  EXPECT_EQ(fetch(s, behind - 4), 2 * tlb_latency + l2tlb_latency + 2 * l1_latency);
}

TEST(MmuHiddenFetches, OfAnL1iLookedUpTogetherWithTheItlbPayTheRestOfTheItlb) {
  MmuSystem s(timed(CacheIndex::vipt));
  s.map(page, frame);
  s.start();
  fetch(s, page);
  EXPECT_EQ(fetch(s, page + 0x80), tlb_latency + memory_latency);
}

TEST(MmuHiddenFetches, AreShownWhenAllAreToBePaid) {
  MmuSettings settings = timed(CacheIndex::pipt);
  settings.hide_fetch_hits = false;
  MmuSystem s(settings);
  s.map(page, frame);
  s.start();
  fetch(s, page);
  EXPECT_EQ(fetch(s, page), tlb_latency + l1_latency);
  EXPECT_EQ(s.now, s.accounted() + 2);
}

TEST(MmuHiddenFetches, WithoutPagingAreThoseThatHitL1i) {
  MmuSystem s(timed(CacheIndex::pipt), config_of(FormatName::none));
  s.start();
  EXPECT_EQ(fetch(s, frame), l1_latency + memory_latency);
  EXPECT_EQ(fetch(s, frame), 0U);
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

// ---- a memory that waits -----------------------------------------------------------------------

// The walker does not wait for the writing of accessed and dirty bits, a cache not for its
// writebacks. A memory that waits makes them wait, and what comes behind them begins that later.
TEST(MmuWaitingMemory, MayTakeItsTimeOverWritesThatTheAccessDoesNotWaitFor) {
  MmuSettings settings = small_tlbs();
  settings.l1d.size = Bytes{64};
  settings.l1d.ways = 1;
  MmuSystem s(settings);
  s.map(page, frame, read_write);
  s.memory.waits = true;
  Process cpu("cpu", [&] {
    s.access(page, Op::store);
    EXPECT_EQ(s.walk_counter("bits_set"), 1U);
    s.access(page + 64);
    EXPECT_EQ(s.memory.count(Transfer::writeback), 1U);
    EXPECT_LT(s.clock.time(s.now), sc_core::sc_time_stamp()) << "of the write behind it";
    s.access(page + 128);
  });
  sc_core::sc_start();
  EXPECT_EQ(s.clock.time(s.now - 1), sc_core::sc_time_stamp()) << "but for its own cycle";
  const std::uint64_t transactions = s.memory.seen.size();
  EXPECT_GE(s.now, transactions * memory_latency);
  EXPECT_LT(s.now, (transactions + 1) * memory_latency);
}

// ---- one process at a time ----------------------------------------------------------------------

TEST(MmuProcesses, ThatEnterWhileAnotherWaitsAreAnError) {
  MmuSystem s;
  s.map(page, frame);
  s.memory.waits = true;
  BatchResult first;
  Process cpu("cpu", [&] { first = s.access(page); });
  Process other("other", [&] {
    sc_core::wait(s.clock.time(memory_latency / 2));
    EXPECT_THROW(s.access(page), sc_core::sc_report);
  });
  sc_core::sc_start();
  EXPECT_EQ(first.stop, Stop::end);
  EXPECT_EQ(s.mmu.dtlb_stats().lookups, 1U);
}

}  // namespace
}  // namespace vapa
