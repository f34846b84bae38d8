// The hardware walker: what it reads and writes, how long it takes, what it leaves on record.

#include "tlm/walker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>

#include "support/formats.hpp"
#include "support/tables.hpp"
#include "tlm/bench.hpp"

namespace vapa {
namespace {

constexpr VirtAddr page{0x12'3456'7000};
constexpr PhysAddr frame{0x8'9000};
constexpr Cycle memory_latency = 100;

WalkerConfig without_caches() {
  WalkerConfig c;
  c.pwc.enabled = false;
  return c;
}

struct Watcher : WalkObserver {
  std::vector<WalkRecord> seen;
  void walked(const WalkRecord& record) override { seen.push_back(record); }
};

/// A walker whose reads enter a memory of fixed latency. Tables lie one after the other from
/// 0x1000.
struct System {
  Clock clock{1.0};
  Format format;
  PhysicalMemory tables{1ULL << 30U};
  FixedMemory memory{"memory", clock};
  Walker walker;
  Context user;

  explicit System(const WalkerConfig& config = without_caches(),
                  const PagingConfig& paging = config_of(FormatName::x86_64_4),
                  bool foreign = false)
      : format(paging),
        walker("walker", config, format, foreign ? nullptr : &tables, clock),
        user(Asid{5}, PhysAddr{0x1000}, RightsMode{}) {
    memory.latency = memory_latency;
    walker.out().bind(memory.in);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
  PhysAddr table(unsigned level) const {
    return PhysAddr{0x1000} + (format.levels() - level) * 0x1000ULL;
  }
  PhysAddr entry(VirtAddr va, unsigned level) const {
    return format.entry_address(table(level), va, level);
  }
  std::uint64_t raw(VirtAddr va, unsigned level) const {
    return tables.read_word(entry(va, level), format.entry_bytes());
  }
  void poke(VirtAddr va, unsigned level, std::uint64_t raw_) {
    tables.write_word(entry(va, level), raw_, format.entry_bytes());
  }
  void map(VirtAddr va, PhysAddr pa, std::uint8_t rights = read_write, unsigned leaf_level = 1) {
    for (unsigned level = format.levels(); level > leaf_level; --level) {
      poke(va, level, format.encode_table(table(level - 1)));
    }
    poke(va, leaf_level, format.encode_leaf(leaf_level, pa, rights));
  }
  const WalkRecord& walk(VirtAddr va, Op op = Op::load, Cycle now = 0,
                         WalkReason reason = WalkReason::miss) {
    return walker.walk(va, user, op, reason, now);
  }
  std::uint64_t counter(const std::string& name) const {
    Registry registry;
    walker.describe(registry);
    for (const Registry::Counter& c : registry.counters()) {
      if (c.name == name) return *c.value;
    }
    ADD_FAILURE() << "no counter " << name;
    return 0;
  }
};

TEST(Walker, ReadsOneEntryPerLevelFromTheRootDown) {
  System s;
  s.map(page, frame);
  const WalkRecord& r = s.walk(page + 0x123);
  ASSERT_FALSE(r.faulted);
  EXPECT_EQ(r.leaf.va, page);
  EXPECT_EQ(r.leaf.pa, frame);
  EXPECT_EQ(r.leaf.shift, 12);
  EXPECT_EQ(r.leaf.asid, Asid{5});
  EXPECT_EQ(r.asid, Asid{5});
  EXPECT_EQ(r.begin_level, 4);
  ASSERT_EQ(r.reads, 4);
  for (unsigned i = 0; i < 4; ++i) {
    EXPECT_EQ(r.read[i].level, 4 - i);
    EXPECT_EQ(r.read[i].pa, s.entry(page, 4 - i));
    EXPECT_EQ(r.read[i].latency, memory_latency);
    EXPECT_EQ(r.read[i].served, Served::memory);
  }
}

TEST(Walker, ReadsAreOfTheEntrysSizeAndOneAfterTheOther) {
  System s;
  s.map(page, frame, read_write | right_a);
  s.walk(page, Op::load, 1000);
  std::vector<FixedMemory::Seen> reads;
  for (const FixedMemory::Seen& seen : s.memory.seen) {
    if (seen.transfer == Transfer::read) reads.push_back(seen);
  }
  ASSERT_EQ(reads.size(), 4U);
  for (unsigned i = 0; i < 4; ++i) {
    EXPECT_EQ(reads[i], (FixedMemory::Seen{s.entry(page, 4 - i).value, 8, Transfer::read,
                                           Cause::walk, 1000 + i * memory_latency}));
  }
}

TEST(Walker, AWalkTakesItsReadsAndItsFixedTime) {
  WalkerConfig config;
  config.latency = 7;
  config.pwc.latency = 2;
  System s(config);
  s.map(page, frame);
  const WalkRecord first = s.walk(page, Op::load, 50);
  EXPECT_EQ(first.start, 50U);
  EXPECT_EQ(first.end, 50U + 7 + 2 + 4 * memory_latency);
  const WalkRecord second = s.walk(page, Op::load, 900);
  EXPECT_EQ(second.end, 900U + 7 + 2 + memory_latency) << "the walk cache knew the lowest table";
  EXPECT_EQ(second.begin_level, 1);
  EXPECT_EQ(second.reads, 1);
}

TEST(Walker, SetsAccessedBitsOnItsWayAndDirtyForAWrite) {
  System s;
  s.map(page, frame);
  const std::uint64_t before = s.raw(page, 1);
  const WalkRecord load = s.walk(page);
  EXPECT_EQ(s.raw(page, 1), before | 0x20U);
  EXPECT_EQ(load.read[3].raw, before);
  EXPECT_EQ(load.read[3].set, 0x20U);
  EXPECT_EQ(load.leaf.rights & (right_a | right_d), right_a);
  const WalkRecord store = s.walk(page, Op::store, 0, WalkReason::update);
  EXPECT_EQ(s.raw(page, 1), before | 0x60U);
  EXPECT_EQ(store.read[3].set, 0x40U);
  EXPECT_EQ(store.leaf.rights & (right_a | right_d), right_a | right_d);
  for (unsigned level = 4; level >= 1; --level) EXPECT_TRUE(s.raw(page, level) & 0x20U);
  EXPECT_EQ(s.walk(page, Op::store).read[3].set, 0U) << "nothing is left to set";
}

// The write of the bits is traffic, but the walk does not wait for it.
TEST(Walker, WritingBitsIsTrafficOfTheWalkInNoTime) {
  System s;
  s.map(page, frame);
  EXPECT_EQ(s.walk(page).end, 4 * memory_latency);
  ASSERT_EQ(s.memory.count(Transfer::write), s.counter("bits_set"));
  EXPECT_GE(s.counter("bits_set"), 1U);
  const FixedMemory::Seen last = s.memory.seen.back();
  EXPECT_EQ(last.transfer, Transfer::write);
  EXPECT_EQ(last.cause, Cause::walk);
  EXPECT_EQ(last.pa, s.entry(page, 1).value);
  EXPECT_EQ(last.bytes, 8U);
}

TEST(Walker, ALargePageEndsTheWalkEarly) {
  System s;
  s.map(page, PhysAddr{0x20'0000}, read_write, 2);
  const WalkRecord& r = s.walk(page);
  EXPECT_EQ(r.reads, 3);
  EXPECT_EQ(r.leaf.shift, 21);
  EXPECT_EQ(r.leaf.va, page.align_down(21));
}

TEST(Walker, AFaultSaysWhatAndWhere) {
  System s;
  s.map(page, frame, right_r | right_u);
  const WalkRecord denied = s.walk(page + 0x678, Op::store, 0, WalkReason::replay);
  ASSERT_TRUE(denied.faulted);
  EXPECT_EQ(denied.fault.kind, FaultKind::rights);
  EXPECT_EQ(denied.fault.va, page + 0x678);
  EXPECT_EQ(denied.fault.op, Op::store);
  EXPECT_EQ(denied.fault.level, 1);
  EXPECT_EQ(denied.fault.code, 7U) << "present, write, user";
  EXPECT_EQ(denied.reads, 4);
  EXPECT_EQ(denied.reason, WalkReason::replay);

  s.poke(page, 3, 0);
  const WalkRecord absent = s.walk(page);
  EXPECT_EQ(absent.fault.kind, FaultKind::not_present);
  EXPECT_EQ(absent.fault.level, 3);
  EXPECT_EQ(absent.reads, 2);
}

TEST(Walker, AFaultingWalkLeavesTheLeafAsItWas) {
  System s;
  s.map(page, frame, right_r | right_u);
  const std::uint64_t before = s.raw(page, 1);
  s.walk(page, Op::store);
  EXPECT_EQ(s.raw(page, 1), before);
}

TEST(Walker, AnAddressThatIsNotCanonicalIsNotWalked) {
  System s;
  const WalkRecord& r = s.walk(VirtAddr{1ULL << 47U});
  EXPECT_TRUE(r.faulted);
  EXPECT_EQ(r.fault.kind, FaultKind::non_canonical);
  EXPECT_EQ(r.reads, 0);
  EXPECT_EQ(r.begin_level, 0);
  EXPECT_TRUE(s.memory.seen.empty());
}

TEST(Walker, ATableOutsideMemoryIsAFaultNotACrash) {
  System s;
  s.map(page, frame);
  s.poke(page, 2, s.format.encode_table(PhysAddr{1ULL << 35U}));
  const WalkRecord& r = s.walk(page, Op::store);
  EXPECT_TRUE(r.faulted);
  EXPECT_EQ(r.fault.kind, FaultKind::beyond_memory);
  EXPECT_EQ(r.fault.level, 1);
  EXPECT_EQ(r.fault.va, page);
  EXPECT_EQ(r.fault.op, Op::store);
  EXPECT_TRUE(r.fault.user);
  EXPECT_EQ(r.reads, 3);
  RightsMode mode;
  mode.privilege = Privilege::supervisor;
  s.user = Context(Asid{5}, PhysAddr{0x1000}, mode);
  EXPECT_FALSE(s.walk(page).fault.user);
}

TEST(Walker, ATableOutsideMemoryIsAnAccessFaultOnRiscv) {
  System s(without_caches(), config_of(FormatName::sv39));
  s.map(page, frame);
  s.poke(page, 2, s.format.encode_table(PhysAddr{1ULL << 35U}));
  EXPECT_EQ(s.walk(page, Op::load).fault.code, 5U);
  EXPECT_EQ(s.walk(page, Op::store).fault.code, 7U);
  EXPECT_EQ(s.walk(page, Op::fetch).fault.code, 1U);
}

TEST(Walker, AReadThatMemoryRefusesIsAFault) {
  System s;
  s.map(page, frame);
  s.memory.size = s.table(2).value;
  const WalkRecord& r = s.walk(page);
  EXPECT_EQ(r.fault.kind, FaultKind::beyond_memory);
  EXPECT_EQ(r.fault.level, 2);
  EXPECT_EQ(r.reads, 2);
}

TEST(Walker, TheRecordStartsAfreshWithEveryWalk) {
  System s;
  s.map(page, frame);
  s.walk(VirtAddr{0});
  const WalkRecord r = s.walk(page);
  EXPECT_FALSE(r.faulted);
  EXPECT_EQ(r.fault.kind, FaultKind::none);
  EXPECT_EQ(r.reads, 4);
  EXPECT_EQ(s.walk(VirtAddr{0}).leaf, Leaf{});
}

TEST(Walker, EveryWalkIsObservedAndCounted) {
  WalkerConfig config;
  System s(config);
  Watcher watcher;
  s.walker.observe(&watcher);
  s.map(page, frame);
  s.walk(page);
  s.walk(page, Op::store, 10, WalkReason::update);
  s.walk(VirtAddr{0}, Op::load, 20, WalkReason::replay);
  ASSERT_EQ(watcher.seen.size(), 3U);
  EXPECT_EQ(watcher.seen[0].va, page);
  EXPECT_EQ(watcher.seen[1].op, Op::store);
  EXPECT_EQ(watcher.seen[1].start, 10U);
  EXPECT_TRUE(watcher.seen[2].faulted);
  EXPECT_EQ(s.counter("walks"), 1U);
  EXPECT_EQ(s.counter("update_walks"), 1U);
  EXPECT_EQ(s.counter("replay_walks"), 1U);
  EXPECT_EQ(s.counter("reads"), 4U + 1 + watcher.seen[2].reads);
  EXPECT_EQ(s.counter("pwc.level2.hits"), 1U);
}

TEST(Walker, InvalidationMakesItBeginAtTheRootAgain) {
  System s{WalkerConfig{}};
  s.map(page, frame);
  s.walk(page);
  s.walker.invalidate({page, Asid{5}, false});
  EXPECT_EQ(s.walk(page).begin_level, 4);
  s.walker.invalidate({page, Asid{6}, false});
  EXPECT_EQ(s.walk(page).begin_level, 1) << "another address space was named";
}

TEST(Walker, OtherAddressSpacesKnowNothingOfItsWalks) {
  System s{WalkerConfig{}};
  s.map(page, frame);
  s.walk(page);
  s.user = Context(Asid{6}, PhysAddr{0x1000}, RightsMode{});
  EXPECT_EQ(s.walk(page).begin_level, 4);
}

// Walk caches hold pointers to tables: neither a large page nor an absent entry is one.
TEST(Walker, OnlyPointersToTablesAreKeptInTheWalkCaches) {
  System s{WalkerConfig{}};
  s.map(page, PhysAddr{0x20'0000}, read_write, 2);
  s.walk(page);
  const WalkRecord large = s.walk(page);
  EXPECT_EQ(large.begin_level, 2);
  EXPECT_EQ(large.leaf.pa, PhysAddr{0x20'0000});
  s.poke(page, 2, 0);
  EXPECT_TRUE(s.walk(page).faulted);
  s.map(page, frame);
  const WalkRecord small = s.walk(page);
  EXPECT_EQ(small.begin_level, 2);
  EXPECT_EQ(small.leaf.pa, frame);
}

// Rights of the tables above count although the walk cache let the walk begin below them.
TEST(Walker, AWalkThatBeginsLowerHasTheRightsOfTheLevelsAbove) {
  System s{WalkerConfig{}};
  s.map(page, frame);
  s.poke(page, 4, s.raw(page, 4) & ~2ULL);  // no writes below this entry
  EXPECT_FALSE(s.walk(page).faulted);
  const WalkRecord& r = s.walk(page, Op::store);
  EXPECT_EQ(r.begin_level, 1);
  EXPECT_TRUE(r.faulted);
  EXPECT_EQ(r.fault.kind, FaultKind::rights);
}

TEST(Walker, ALookFindsWhatAWalkWouldAndLeavesNoTrace) {
  System s{WalkerConfig{}};
  s.map(page, frame);
  const auto looked = s.walker.look(page + 0x10, s.user);
  ASSERT_TRUE(looked.has_value());
  EXPECT_EQ(looked->pa, frame);
  EXPECT_EQ(s.raw(page, 1) & 0x60U, 0U);
  EXPECT_TRUE(s.memory.seen.empty());
  EXPECT_EQ(s.counter("walks"), 0U);
  EXPECT_EQ(s.walk(page).begin_level, 4);
  EXPECT_EQ(s.walker.look(VirtAddr{0}, s.user), std::nullopt);
  s.poke(page, 2, s.format.encode_table(PhysAddr{1ULL << 35U}));
  EXPECT_EQ(s.walker.look(page, s.user), std::nullopt) << "outside memory";
}

TEST(Walker, ALookDoesNotJudgeTheRights) {
  System s;
  s.map(page, frame, right_r);
  EXPECT_EQ(s.walk(page).fault.kind, FaultKind::rights) << "the supervisor's page";
  const auto looked = s.walker.look(page, s.user);
  ASSERT_TRUE(looked.has_value());
  EXPECT_EQ(looked->pa, frame);
}

// On a platform of others the bytes of the tables are behind the socket.
TEST(Walker, WithoutMemoryOfItsOwnItReadsAndWritesThroughTheSocket) {
  System s(without_caches(), config_of(FormatName::sv39), true);
  s.map(page, frame);
  s.tables.read(PhysAddr{0}, std::as_writable_bytes(std::span(s.memory.bytes)));
  const WalkRecord& r = s.walk(page, Op::store);
  ASSERT_FALSE(r.faulted);
  EXPECT_EQ(r.leaf.pa, frame);
  EXPECT_EQ(s.memory.bytes[s.entry(page, 1).value], (s.raw(page, 1) | 0xc0U) & 0xffU) << "A and D";
  s.user = Context(Asid{5}, PhysAddr{1ULL << 20U}, RightsMode{});
  EXPECT_EQ(s.walk(page).fault.kind, FaultKind::beyond_memory);
}

TEST(Walker, MovesNoMoreThanTheEntryThroughTheSocket) {
  System s(without_caches(), config_of(FormatName::sv32), true);
  const VirtAddr va{0x1234'5000};
  s.map(va, frame);
  s.map(va + 0x1000, frame + 0x1000);
  s.tables.read(PhysAddr{0}, std::as_writable_bytes(std::span(s.memory.bytes)));
  const WalkRecord& r = s.walk(va, Op::store);
  ASSERT_FALSE(r.faulted);
  EXPECT_EQ(r.leaf.pa, frame);
  EXPECT_EQ(s.memory.bytes[s.entry(va + 0x1000, 1).value], s.raw(va + 0x1000, 1) & 0xffU);
}

// Sv32 entries have 4 bytes: the entry beside must not change.
TEST(Walker, WritesNoMoreThanTheEntry) {
  System s(without_caches(), config_of(FormatName::sv32));
  const VirtAddr va{0x1234'5000};
  s.map(va, frame);
  s.map(va + 0x1000, frame + 0x1000);
  const std::uint64_t beside = s.raw(va + 0x1000, 1);
  const WalkRecord& r = s.walk(va, Op::store);
  ASSERT_FALSE(r.faulted);
  EXPECT_EQ(r.reads, 2);
  EXPECT_EQ(s.memory.seen[0].bytes, 4U);
  EXPECT_EQ(s.raw(va + 0x1000, 1), beside);
}

}  // namespace
}  // namespace vapa
