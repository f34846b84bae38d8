// Caches as modules: time on the way down, dirty lines on the way down, inclusion on the way up.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tlm/bench.hpp"

namespace vapa {
namespace {

constexpr Cycle l1_latency = 4;
constexpr Cycle l2_latency = 12;
constexpr Cycle l3_latency = 30;
constexpr Cycle memory_latency = 100;

CacheConfig l1_of(std::uint64_t size, std::uint32_t ways, std::uint64_t line = 64) {
  return shape<CacheConfig>(size, ways, l1_latency, line);
}
LowerCacheConfig l2_of(std::uint64_t size, std::uint32_t ways, std::uint64_t line = 64) {
  return shape<LowerCacheConfig>(size, ways, l2_latency, line);
}

/// L1 - L2 - memory.
struct TwoLevels {
  Clock clock{1.0};
  FirstLevel l1;
  CacheLevel l2;
  FixedMemory memory{"memory", clock};

  TwoLevels(const CacheConfig& first, const LowerCacheConfig& second)
      : l1("l1", first, clock), l2("l2", second, Served::l2, 1, clock) {
    l1.stage.below.socket.bind(l2.in);
    l2.out().bind(memory.in);
    l2.holders.bind(l1.holder);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
  const CacheStats& l2_stats() const { return l2.stage().cache().stats(); }
  bool l2_holds(std::uint64_t pa) const { return l2.stage().cache().contains(PhysAddr{pa}); }
};

testing::Matcher<MemoryAnswer> answer(Cycle latency, Served served) {
  return testing::AllOf(testing::Field(&MemoryAnswer::latency, latency),
                        testing::Field(&MemoryAnswer::served, served),
                        testing::Field(&MemoryAnswer::ok, true));
}

TEST(CacheLevels, AnAccessTakesTheLatencyOfEveryLevelUpToTheOneThatServesIt) {
  TwoLevels s(l1_of(64, 1), l2_of(4096, 4));
  EXPECT_THAT(s.l1.read(0), answer(l1_latency + l2_latency + memory_latency, Served::memory));
  EXPECT_THAT(s.l1.read(0), answer(l1_latency, Served::l1));
  s.l1.read(64);
  EXPECT_THAT(s.l1.read(0), answer(l1_latency + l2_latency, Served::l2));
}

TEST(CacheLevels, EachLevelIsReachedWhenTheOneAboveHasBeenLookedUp) {
  TwoLevels s(l1_of(64, 1), l2_of(4096, 4));
  s.l1.read(0x1008, 8, Cause::walk, 1000);
  ASSERT_EQ(s.memory.seen.size(), 1U);
  EXPECT_EQ(s.memory.seen[0], (FixedMemory::Seen{0x1000, 64, Transfer::read, Cause::walk,
                                                 1000 + l1_latency + l2_latency}));
}

TEST(CacheLevels, AnAccessAcrossALineIsTwoOneAfterTheOther) {
  TwoLevels s(l1_of(4096, 4), l2_of(4096, 4));
  s.l1.read(64);
  EXPECT_THAT(s.l1.read(60), answer(2 * l1_latency + l2_latency + memory_latency, Served::memory));
  EXPECT_THAT(s.l1.read(60), answer(2 * l1_latency, Served::l1));
  EXPECT_THAT(s.l1.stats().accesses, testing::ElementsAre(5, 0, 0, 0));
  EXPECT_THAT(s.l1.read(0, 64), answer(l1_latency, Served::l1)) << "a whole line is one";
}

TEST(CacheLevels, TheSecondLineOfAnAccessIsAskedForWhenTheFirstHasArrived) {
  TwoLevels s(l1_of(4096, 4), l2_of(4096, 4));
  s.l1.read(60, 8, Cause::data, 1000);
  ASSERT_EQ(s.memory.seen.size(), 2U);
  EXPECT_EQ(s.memory.seen[0].now, 1000 + l1_latency + l2_latency);
  EXPECT_EQ(s.memory.seen[1].now, 1000 + 2 * (l1_latency + l2_latency) + memory_latency);
}

TEST(CacheLevels, ReadsAreCountedByCauseAtEveryLevel) {
  TwoLevels s(l1_of(64, 1), l2_of(4096, 4));
  s.l1.read(0, 8, Cause::data);
  s.l1.read(64, 8, Cause::walk);
  s.l1.read(128, 8, Cause::kernel);
  s.l1.read(0, 8, Cause::walk);
  EXPECT_THAT(s.l1.stats().misses, testing::ElementsAre(1, 0, 2, 1));
  EXPECT_THAT(s.l2_stats().accesses, testing::ElementsAre(1, 0, 2, 1));
  EXPECT_THAT(s.l2_stats().misses, testing::ElementsAre(1, 0, 1, 1));
}

TEST(CacheLevels, AWriteMissFetchesItsLineAndStaysHere) {
  TwoLevels s(l1_of(4096, 4), l2_of(4096, 4));
  EXPECT_THAT(s.l1.write(0), answer(l1_latency + l2_latency + memory_latency, Served::memory));
  EXPECT_THAT(s.l1.write(0), answer(l1_latency, Served::l1));
  EXPECT_EQ(s.memory.count(Transfer::read), 1U);
  EXPECT_EQ(s.memory.count(Transfer::write) + s.memory.count(Transfer::writeback), 0U);
  EXPECT_EQ(s.l2_stats().writebacks_in, 0U);
}

// The dirty line leaves off the critical path: the miss that pushed it out takes no longer.
TEST(CacheLevels, AnEvictedDirtyLineGoesToTheNextLevelInNoTime) {
  TwoLevels s(l1_of(64, 1), l2_of(4096, 4));
  s.l1.write(0);
  EXPECT_THAT(s.l1.read(64), answer(l1_latency + l2_latency + memory_latency, Served::memory));
  EXPECT_EQ(s.l1.stats().writebacks, 1U);
  EXPECT_EQ(s.l2_stats().writebacks_in, 1U);
  EXPECT_EQ(s.memory.count(Transfer::writeback), 0U) << "L2 keeps it";
  EXPECT_THAT(s.l1.stage.below.access(PhysAddr{0}, 64, Transfer::writeback, Cause::data, 0),
              answer(0, Served::l2));
  s.l1.read(128);
  EXPECT_EQ(s.l1.stats().writebacks, 1U) << "the clean line leaves silently";
}

TEST(CacheLevels, ADirtyLineReachesMemoryWhenTheLastLevelEvictsIt) {
  TwoLevels s(l1_of(64, 1), l2_of(64, 1));
  s.l1.write(0x40, 8, Cause::kernel);
  s.l1.read(0x80);
  s.l1.read(0xc0);
  ASSERT_EQ(s.memory.count(Transfer::writeback), 1U);
  const auto& seen = s.memory.seen;
  const auto found = std::find_if(seen.begin(), seen.end(), [](const FixedMemory::Seen& t) {
    return t.transfer == Transfer::writeback;
  });
  EXPECT_EQ(found->pa, 0x40U);
  EXPECT_EQ(found->bytes, 64U);
}

// Caches carry tags: a memory that knows nothing of this must keep its bytes.
TEST(CacheLevels, DirtyLinesCarryNoBytes) {
  CacheConfig off = l1_of(64, 1);
  off.enabled = false;
  LowerCacheConfig also_off = l2_of(64, 1);
  also_off.enabled = false;
  TwoLevels s(off, also_off);
  s.memory.bytes[0x40] = 7;
  s.l1.write(0x40);
  s.l1.stage.access(PhysAddr{0x40}, 64, Transfer::writeback, Cause::data, 0);
  EXPECT_EQ(s.memory.count(Transfer::write) + s.memory.count(Transfer::writeback), 2U);
  EXPECT_EQ(s.memory.bytes[0x40], 7);
}

TEST(CacheLevels, AnInclusiveLevelTakesItsVictimFromTheLevelAbove) {
  TwoLevels s(l1_of(4096, 64), inclusive(l2_of(128, 2)));
  s.l1.read(0);
  s.l1.read(64);
  EXPECT_TRUE(s.l1.holds(0));
  s.l1.read(128);
  EXPECT_FALSE(s.l2_holds(0));
  EXPECT_FALSE(s.l1.holds(0)) << "not where it is not below";
  EXPECT_TRUE(s.l1.holds(64) && s.l1.holds(128));
  EXPECT_EQ(s.l1.stats().dropped, 1U);
  EXPECT_THAT(s.l1.read(0), answer(l1_latency + l2_latency + memory_latency, Served::memory));
}

TEST(CacheLevels, ALevelThatIsNotInclusiveLeavesTheLevelAboveAlone) {
  TwoLevels s(l1_of(4096, 64), l2_of(128, 2));
  for (const std::uint64_t pa : {0U, 64U, 128U}) s.l1.read(pa);
  EXPECT_FALSE(s.l2_holds(0));
  EXPECT_THAT(s.l1.read(0), answer(l1_latency, Served::l1));
  EXPECT_EQ(s.l1.stats().dropped, 0U);
}

// L2's copy was clean and L1's was not: the data must not be lost.
TEST(CacheLevels, ADirtyLineTakenFromTheLevelAboveIsWrittenBack) {
  TwoLevels s(l1_of(4096, 64), inclusive(l2_of(128, 2)));
  s.l1.write(0);
  s.l1.read(64);
  EXPECT_EQ(s.memory.count(Transfer::writeback), 0U);
  s.l1.read(128);
  EXPECT_EQ(s.memory.count(Transfer::writeback), 1U);
  EXPECT_EQ(s.l2_stats().writebacks, 1U);
  EXPECT_EQ(s.l1.stats().writebacks, 0U) << "L1 evicted nothing of its own will";
}

TEST(CacheLevels, ACleanLineTakenFromTheLevelAboveIsNotWrittenBack) {
  TwoLevels s(l1_of(4096, 64), inclusive(l2_of(128, 2)));
  for (std::uint64_t pa = 0; pa < 1024; pa += 64) s.l1.read(pa);
  EXPECT_EQ(s.memory.count(Transfer::writeback), 0U);
  EXPECT_EQ(s.l2_stats().writebacks, 0U);
}

TEST(CacheLevels, AnInclusiveLevelWithLongerLinesTakesAllThePartsAbove) {
  TwoLevels s(l1_of(4096, 64), inclusive(l2_of(256, 1, 256)));
  for (const std::uint64_t pa : {0U, 64U, 192U}) s.l1.read(pa);
  s.l1.write(64);
  s.l1.read(256);
  EXPECT_FALSE(s.l1.holds(0) || s.l1.holds(64) || s.l1.holds(192));
  EXPECT_EQ(s.l1.stats().dropped, 3U);
  EXPECT_EQ(s.memory.count(Transfer::writeback), 1U);
  EXPECT_EQ(s.memory.seen.back().bytes, 256U);
}

TEST(CacheLevels, ALongerLineBelowServesItsOtherParts) {
  TwoLevels s(l1_of(4096, 64), l2_of(4096, 4, 256));
  s.l1.read(0);
  EXPECT_THAT(s.l1.read(192), answer(l1_latency + l2_latency, Served::l2));
  EXPECT_EQ(s.memory.seen[0].bytes, 256U);
}

TEST(CacheLevels, ALevelSwitchedOffIsNotThere) {
  LowerCacheConfig off = l2_of(4096, 4);
  off.enabled = false;
  TwoLevels s(l1_of(64, 1), off);
  EXPECT_THAT(s.l1.write(0, 8, Cause::data, 50),
              answer(l1_latency + memory_latency, Served::memory));
  s.l1.read(64);
  ASSERT_EQ(s.memory.seen.size(), 3U);
  EXPECT_EQ(s.memory.seen[0].now, 50 + l1_latency);
  EXPECT_EQ(s.memory.seen[2].transfer, Transfer::writeback);
}

TEST(CacheLevels, WithoutAFirstLevelAccessesKeepTheirSizeAndKind) {
  CacheConfig off = l1_of(4096, 4);
  off.enabled = false;
  TwoLevels s(off, l2_of(64, 1));
  EXPECT_THAT(s.l1.write(0, 8), answer(l2_latency + memory_latency, Served::memory));
  EXPECT_THAT(s.l1.read(60, 8), answer(2 * l2_latency + memory_latency, Served::memory));
  EXPECT_EQ(s.memory.count(Transfer::writeback), 1U) << "the write made L2's line dirty";
}

TEST(CacheLevels, WhatMemoryRefusesIsNotBroughtIn) {
  TwoLevels s(l1_of(4096, 4), l2_of(4096, 4));
  s.memory.size = 0x1000;
  const MemoryAnswer refused = s.l1.read(0x1000);
  EXPECT_FALSE(refused.ok);
  EXPECT_EQ(refused.latency, l1_latency + l2_latency);
  EXPECT_FALSE(s.l1.holds(0x1000) || s.l2_holds(0x1000));
  EXPECT_FALSE(s.l1.write(0x0ffc).ok) << "one of two lines is refused";
  EXPECT_TRUE(s.l1.holds(0x0fc0));
  s.memory.size = 0x2000;
  s.l1.read(0x1040);
  s.memory.size = 0x1000;
  EXPECT_FALSE(s.l1.read(0x103c).ok) << "the first one";
}

TEST(CacheLevels, ADropFromBelowReachesThroughALevel) {
  TwoLevels s(l1_of(4096, 64), l2_of(4096, 64));
  s.l1.read(0);
  s.l1.write(64);
  EXPECT_FALSE(s.l2.drop(PhysAddr{0}, 64));
  EXPECT_TRUE(s.l2.drop(PhysAddr{64}, 64)) << "dirty above";
  EXPECT_FALSE(s.l1.holds(0) || s.l1.holds(64) || s.l2_holds(0) || s.l2_holds(64));
}

/// What random traffic must leave true.
class RandomTraffic : public testing::TestWithParam<bool> {};

TEST_P(RandomTraffic, ConservesReadsAndDirtyLines) {
  LowerCacheConfig second = l2_of(2048, 4, 128);
  second.inclusive = GetParam();
  TwoLevels s(l1_of(1024, 2), second);
  std::mt19937 random(23);
  const auto sum = [](const auto& counts) {
    std::uint64_t total = 0;
    for (const std::uint64_t c : counts) total += c;
    return total;
  };
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t pa = random() % 4096 / 8 * 8;
    const auto cause = static_cast<Cause>(random() % cause_count);
    random() % 3 == 0 ? s.l1.write(pa, 8, cause) : s.l1.read(pa, 8, cause);
    ASSERT_TRUE(s.l1.holds(pa));
    if (GetParam() && i % 50 == 0) {
      for (std::uint64_t line = 0; line < 4096; line += 64) {
        ASSERT_TRUE(!s.l1.holds(line) || s.l2_holds(line)) << "inclusion, line " << line;
      }
    }
  }
  EXPECT_EQ(s.l2_stats().accesses, s.l1.stats().misses);
  EXPECT_EQ(s.memory.count(Transfer::read), sum(s.l2_stats().misses));
  EXPECT_EQ(s.l2_stats().writebacks_in, s.l1.stats().writebacks);
  EXPECT_EQ(s.memory.count(Transfer::writeback), s.l2_stats().writebacks);
  EXPECT_EQ(s.memory.count(Transfer::write), 0U);
  EXPECT_GT(s.l1.stats().writebacks, 1'000U);
  EXPECT_GT(s.l2_stats().writebacks, 1'000U);
  EXPECT_EQ(s.l1.stats().dropped > 0, GetParam());
}

INSTANTIATE_TEST_SUITE_P(CacheLevels, RandomTraffic, testing::Bool(),
                         [](const testing::TestParamInfo<bool>& inclusive) {
                           return inclusive.param ? "inclusive" : "not_inclusive";
                         });

/// Where every dirty byte is: a written line is in some cache, or it was written back after.
TEST(CacheLevels, NoWrittenLineIsEverLost) {
  TwoLevels s(l1_of(512, 2), inclusive(l2_of(1024, 2)));
  std::mt19937 random(29);
  std::vector<bool> written(64);
  std::size_t looked = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t line = random() % 64;
    const bool write = random() % 4 == 0;
    write ? s.l1.write(line * 64) : s.l1.read(line * 64);
    for (; looked < s.memory.seen.size(); ++looked) {
      const FixedMemory::Seen& seen = s.memory.seen[looked];
      if (seen.transfer != Transfer::writeback) continue;
      ASSERT_TRUE(written[seen.pa / 64]) << "a clean line was written back";
      written[seen.pa / 64] = false;
    }
    if (write) written[line] = true;
    for (std::uint64_t at = 0; at < 64; ++at) {
      ASSERT_TRUE(!written[at] || s.l2_holds(at * 64)) << "step " << i << ", line " << at;
    }
  }
}

/// L1 - L2 - L3 - memory, with or without inclusion at each level.
struct ThreeLevels {
  Clock clock{2.0};
  FirstLevel l1;
  CacheLevel l2;
  CacheLevel l3;
  FixedMemory memory{"memory", clock};

  ThreeLevels(const LowerCacheConfig& second, const LowerCacheConfig& third)
      : l1("l1", l1_of(8192, 128), clock),
        l2("l2", second, Served::l2, 1, clock),
        l3("l3", third, Served::l3, 1, clock) {
    l1.stage.below.socket.bind(l2.in);
    l2.out().bind(l3.in);
    l3.out().bind(memory.in);
    l2.holders.bind(l1.holder);
    l3.holders.bind(l2);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
};

TEST(ThreeLevels, ServeFromTheLevelThatHasTheLine) {
  ThreeLevels s(l2_of(64, 1), shape<LowerCacheConfig>(4096, 4, l3_latency));
  s.l1.read(0);
  s.l1.read(64);
  s.l1.stage.drop(PhysAddr{0}, 64);
  EXPECT_THAT(s.l1.read(0), answer(l1_latency + l2_latency + l3_latency, Served::l3));
}

TEST(ThreeLevels, AnInclusiveThirdLevelEmptiesBothAboveEvenIfTheSecondIsNotInclusive) {
  ThreeLevels s(l2_of(8192, 128), inclusive(shape<LowerCacheConfig>(128, 2, l3_latency)));
  s.l1.write(0);
  s.l1.read(64);
  s.l1.read(128);
  EXPECT_FALSE(s.l1.holds(0));
  EXPECT_FALSE(s.l2.stage().cache().contains(PhysAddr{0}));
  EXPECT_EQ(s.memory.count(Transfer::writeback), 1U);
}

}  // namespace
}  // namespace vapa
