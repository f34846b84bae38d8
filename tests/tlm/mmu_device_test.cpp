// The MMU with a data TLB that is a clocked device: the twin of rtl/README.md. What an access
// costs, what is counted, and that the device has counted the same.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "core/tlb/pipelined_tlb.hpp"
#include "tlm/mmu_bench.hpp"

namespace vapa {
namespace {

PipelinedTlbConfig parameters(const TlbConfig& dtlb) {
  PipelinedTlbConfig c;
  c.entries = dtlb.entries;
  c.ways = dtlb.ways;
  c.replacement = dtlb.replacement;
  return c;
}

MmuSettings clocked(MmuSettings s, bool ad_update = true) {
  PipelinedTlbConfig c = parameters(s.dtlb);
  c.ad_update = ad_update;
  s.dtlb_device = [c](std::uint64_t seed) { return std::make_unique<PipelinedTlb>(c, seed); };
  return s;
}

constexpr std::uint64_t page = 0x10'0000;
constexpr std::uint64_t frame = 0x8000;

struct ClockedMmu : MmuSystem {
  explicit ClockedMmu(const MmuSettings& settings = clocked(small_tlbs()),
                      const PagingConfig& paging = {})
      : MmuSystem(settings, paging) {
    map(page, frame);
    start();
  }
  TlbCounts counted() { return *mmu.dtlb_device()->device().counts(); }
};

/// Every lookup, at a first attempt or a later one, is one that the device made.
void expect_agreement(ClockedMmu& s) {
  const TlbStats& d = s.mmu.dtlb_stats();
  const TlbCounts device = s.counted();
  EXPECT_EQ(d.lookups, d.hits + d.misses);
  EXPECT_EQ(device.hits + device.misses, d.lookups + d.replays);
  EXPECT_EQ(device.merges + device.agains, 0U) << "one request at a time, in its own name";
}

TEST(MmuDevice, TakesThePlaceOfTheArray) {
  ClockedMmu s;
  EXPECT_EQ(s.mmu.dtlb(), nullptr);
  EXPECT_NE(s.mmu.dtlb_device(), nullptr);
  EXPECT_NE(s.mmu.itlb(), nullptr);
}

TEST(MmuDevice, IsAbsentWhenSwitchedOff) {
  MmuSettings s = clocked(small_tlbs());
  s.dtlb.enabled = false;
  MmuSystem system(s);
  EXPECT_EQ(system.mmu.dtlb_device(), nullptr);
}

TEST(MmuDevice, IsAbsentWithoutPaging) {
  MmuSystem system(clocked(small_tlbs()), config_of(FormatName::none));
  EXPECT_EQ(system.mmu.dtlb_device(), nullptr);
}

// Memory answers in 100 cycles; the access has one of its own.
TEST(MmuDeviceTime, OfAHitIsTwoCycles) {
  ClockedMmu s(clocked(without_caches()));
  s.cost(page);
  EXPECT_EQ(s.cost(page), 2U + 100U + 1U);
  EXPECT_EQ(s.cost(page + 8), 2U + 100U + 1U);
}

TEST(MmuDeviceTime, OfAMissIsSixCyclesWithTheSecondLevelAndTheWalk) {
  MmuSettings settings = clocked(without_caches());
  settings.l2tlb.latency = 7;
  ClockedMmu s(settings);
  const Cycle walk = 4 * 100 + WalkerConfig{}.latency + WalkerConfig{}.pwc.latency;
  EXPECT_EQ(s.cost(page), 6U + 7U + walk + 100U + 1U);
  s.mmu.dtlb_device()->flush({});
  EXPECT_EQ(s.cost(page), 6U + 7U + 100U + 1U) << "the second level has it";
  EXPECT_EQ(s.accounted(), s.now - s.mmu.dtlb_stats().lookups);
}

TEST(MmuDeviceTime, OfTheLookupIsCoveredByAVirtuallyIndexedCache) {
  MmuSettings settings = clocked(small_tlbs());
  settings.l1d.index = CacheIndex::vipt;
  ClockedMmu s(settings);
  s.cost(page);
  EXPECT_EQ(s.cost(page), settings.l1d.latency + 1);
}

TEST(MmuDeviceTime, OfTheLookupIsNotCoveredByAPhysicallyIndexedOne) {
  MmuSettings settings = clocked(small_tlbs());
  settings.l1d.index = CacheIndex::pipt;
  ClockedMmu s(settings);
  s.cost(page);
  EXPECT_EQ(s.cost(page), 2U + settings.l1d.latency + 1);
}

TEST(MmuDeviceCounts, AnUpdateIsAMissThatTheSecondLevelFindsOut) {
  ClockedMmu s;
  s.map(page, frame, read_write | right_a);
  s.access(page);
  s.access(page, Op::store);
  s.access(page, Op::store);
  EXPECT_EQ(s.mmu.dtlb_stats().misses, 2U);
  EXPECT_EQ(s.mmu.dtlb_stats().updates, 0U);
  EXPECT_EQ(s.mmu.l2tlb_stats().updates, 1U);
  EXPECT_EQ(s.mmu.dtlb_stats().hits, 1U);
  EXPECT_EQ(s.counted().hits, 1U);
  EXPECT_EQ(s.counted().misses, 2U);
}

// RISC-V Svade: the entry refuses by itself.
TEST(MmuDeviceCounts, AnUpdateLeftToSoftwareIsAHitThatFaults) {
  PagingConfig paging;
  paging.hardware_ad = false;
  ClockedMmu s(clocked(small_tlbs(), false), paging);
  s.map(page, frame, read_write | right_a);
  s.access(page);
  const BatchResult r = s.access(page, Op::store);
  EXPECT_EQ(r.fault.kind, FaultKind::accessed_dirty);
  EXPECT_EQ(r.fault.va, VirtAddr{page});
  EXPECT_EQ(s.mmu.dtlb_stats().hits, 1U);
  EXPECT_EQ(s.mmu.dtlb_stats().updates, 1U);
  EXPECT_EQ(s.walk_counter("walks"), 1U) << "the device has judged, nothing is walked";
  expect_agreement(s);
}

TEST(MmuDeviceCounts, ARefusalByRightsIsAHitThatWasDenied) {
  ClockedMmu s;
  s.map(page, frame, right_r | right_u | right_a);
  s.access(page);
  const BatchResult r = s.access(page, Op::store);
  EXPECT_EQ(r.fault.kind, FaultKind::rights);
  EXPECT_EQ(s.mmu.dtlb_stats().denied, 1U);
  EXPECT_EQ(s.mmu.dtlb_stats().hits, 1U);
  expect_agreement(s);
}

TEST(MmuDeviceCounts, AnAddressThatIsNotCanonicalIsNoLookup) {
  ClockedMmu s;
  const BatchResult r = s.access(std::uint64_t{1} << 50U);
  EXPECT_EQ(r.fault.kind, FaultKind::non_canonical);
  EXPECT_EQ(s.mmu.dtlb_stats().lookups, 0U);
  EXPECT_EQ(s.mmu.l2tlb_stats().lookups, 0U);
  EXPECT_EQ(s.walk_counter("walks"), 0U);
  expect_agreement(s);
}

TEST(MmuDeviceFaults, SayWhatTheWalkSaidAndLeaveNothingBehind) {
  ClockedMmu s;
  s.access(page);
  s.change(page, 1, 1);
  s.mmu.flush({VirtAddr{page}, Asid{1}, false});
  const BatchResult r = s.access(page, Op::store);
  EXPECT_EQ(r.fault.kind, FaultKind::not_present);
  EXPECT_EQ(r.fault.level, 1U);
  EXPECT_FALSE(s.mmu.dtlb_device()->waits());
  s.change(page, 1, 0, 1);
  EXPECT_EQ(s.access(page, Op::store, 8, r.attempted).stop, Stop::end) << "re-issued";
  EXPECT_EQ(s.mmu.dtlb_stats().replays, 1U);
  expect_agreement(s);
}

TEST(MmuDeviceFaults, OfTheSecondLevelsRightsReachTheDevice) {
  ClockedMmu s;
  s.map(page, frame, read_write | right_x | marked);
  s.map(page + 4096, frame, right_r | right_x | right_u | marked);
  s.access(page + 4096, Op::fetch);  // fills the second level
  EXPECT_EQ(s.access(page + 4096, Op::store).fault.kind, FaultKind::rights);
  EXPECT_EQ(s.mmu.l2tlb_stats().denied, 1U);
  EXPECT_FALSE(s.mmu.dtlb_device()->waits());
  expect_agreement(s);
}

TEST(MmuDeviceFlush, ReachesTheDeviceTheSecondLevelAndTheWalkCaches) {
  ClockedMmu s;
  for (const bool by_page : {true, false}) {
    s.access(page);
    Flush flush{std::nullopt, Asid{1}, false};
    if (by_page) flush.va = VirtAddr{page};
    s.mmu.flush(flush);
    s.memory.seen.clear();
    s.access(page);
    unsigned reads = 0;
    for (const FixedMemory::Seen& t : s.memory.seen) reads += t.cause == Cause::walk ? 1 : 0;
    EXPECT_EQ(reads, 4U) << "from the root";
  }
}

TEST(MmuDeviceFlush, AfterAFaultTakesThePageOfOtherAddressSpacesToo) {
  ClockedMmu s;
  s.use(2);
  s.access(page);
  const std::uint64_t before = s.mmu.dtlb_stats().misses;
  s.use(1);
  s.map(page, frame, right_r | right_u | right_a);
  EXPECT_EQ(s.access(page, Op::store).stop, Stop::fault);
  s.use(2);
  s.access(page);
  EXPECT_EQ(s.mmu.dtlb_stats().misses - before, 2U) << "the array keeps that of ASID 2";
}

TEST(MmuDevice, ServesForeignInitiatorsToo) {
  ClockedMmu s(clocked(without_caches()));
  s.foreign.send(tlm::TLM_READ_COMMAND, page);
  EXPECT_EQ(s.foreign.send(tlm::TLM_READ_COMMAND, page), 2U + 100U);
  EXPECT_EQ(s.foreign.status(), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(s.counted().hits, 1U);
}

TEST(MmuDevice, CountsAsTheDeviceUnderRandomAccesses) {
  ClockedMmu s;
  for (std::uint64_t n = 0; n < 64; ++n) {
    s.map(n << 12U, (n + 256) << 12U, n % 7 == 0 ? right_r | right_u : read_write | right_x);
  }
  std::mt19937 random(31);
  std::uint64_t faults = 0;
  for (int i = 0; i < 5'000; ++i) {
    const std::uint64_t number = random() % (random() % 2 == 0 ? 8 : 64);
    s.use(static_cast<std::uint16_t>(1 + random() % 2));
    const auto size = static_cast<std::uint16_t>(random() % 20 == 0 ? 4096 : 8);
    const BatchResult r = s.access((number << 12U) + 4, static_cast<Op>(random() % 3), size);
    if (r.stop == Stop::fault) {
      ++faults;
      s.access(number << 12U, Op::load, 8, 1);  // what the kernel makes of it
    }
    if (i % 500 == 0) s.mmu.flush({std::nullopt, std::nullopt, true});
  }
  const TlbStats& d = s.mmu.dtlb_stats();
  const TlbStats& l2 = s.mmu.l2tlb_stats();
  expect_agreement(s);
  EXPECT_EQ(l2.lookups, d.misses);
  EXPECT_EQ(s.walk_counter("walks"), l2.misses);
  EXPECT_GT(faults, 100U);
  EXPECT_GT(d.hits, 500U);
  EXPECT_GT(d.misses, 1'000U);
}

}  // namespace
}  // namespace vapa
