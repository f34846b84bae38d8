// The rules of a write-back, write-allocate cache, one by one.

#include "core/cache/cache.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/cache/make.hpp"

namespace vapa {
namespace {

TEST(Cache, IsEmptyAtFirst) {
  Cache cache(cache_of(4096, 4), 1);
  for (const std::uint64_t pa : {0ULL, 64ULL, 1ULL << 55U}) {
    EXPECT_FALSE(cache.contains(PhysAddr{pa}));
    EXPECT_FALSE(cache.access(PhysAddr{pa}, false, Cause::data));
  }
}

TEST(Cache, EveryByteOfALineHitsAndNoOther) {
  Cache cache(cache_of(4096, 4), 1);
  use(cache, 0x1040);
  EXPECT_TRUE(use(cache, 0x1040));
  EXPECT_TRUE(use(cache, 0x107f));
  EXPECT_FALSE(cache.contains(PhysAddr{0x103f}));
  EXPECT_FALSE(cache.contains(PhysAddr{0x1080}));
}

TEST(Cache, EveryBitOfTheAddressTellsLinesApart) {
  for (unsigned bit = 6; bit < 56; ++bit) {
    Cache cache(cache_of(4096, 4), 1);
    use(cache, 0);
    EXPECT_FALSE(cache.contains(PhysAddr{std::uint64_t{1} << bit})) << bit;
    EXPECT_FALSE(cache.access(PhysAddr{std::uint64_t{1} << bit}, false, Cause::data)) << bit;
  }
}

TEST(Cache, TheVictimIsNamedByItsFullAddress) {
  for (unsigned bit = 6; bit < 56; ++bit) {
    Cache cache(cache_of(64, 1), 1);
    const std::uint64_t pa = std::uint64_t{1} << bit;
    use(cache, pa + 5);
    const auto victim = cache.fill(PhysAddr{pa ^ (1ULL << 57U)}, false);
    ASSERT_TRUE(victim.has_value());
    EXPECT_EQ(victim->line, PhysAddr{pa});
  }
}

TEST(Cache, TheSetIsTheLineNumberModuloSets) {
  Cache cache(cache_of(8192, 2, 128), 1);
  EXPECT_EQ(cache.sets(), 32U);
  EXPECT_EQ(cache.ways(), 2U);
  EXPECT_EQ(cache.line_bytes(), 128U);
  EXPECT_EQ(cache.set_of(PhysAddr{127}), 0U);
  EXPECT_EQ(cache.set_of(PhysAddr{128}), 1U);
  EXPECT_EQ(cache.set_of(PhysAddr{31 * 128 + 5}), 31U);
  EXPECT_EQ(cache.set_of(PhysAddr{32 * 128}), 0U);
  EXPECT_EQ(cache.line_of(PhysAddr{1000}), PhysAddr{896});
}

TEST(Cache, AWriteMakesTheLineDirtyAndAReadDoesNot) {
  for (const bool write_miss : {false, true}) {
    for (const bool write_hit : {false, true}) {
      Cache cache(cache_of(64, 1), 1);
      use(cache, 0, write_miss);
      use(cache, 0, write_hit);
      EXPECT_EQ(cache.fill(PhysAddr{64}, false)->dirty, write_miss || write_hit);
    }
  }
}

TEST(Cache, AWriteThroughTheMostRecentWayMakesItDirtyToo) {
  Cache cache(cache_of(64, 1), 1);
  use(cache, 0);
  use(cache, 0);
  use(cache, 0, true);
  EXPECT_TRUE(cache.fill(PhysAddr{64}, false)->dirty);
}

TEST(Cache, AReplacedLinesDirtDoesNotStayWithTheWay) {
  Cache cache(cache_of(64, 1), 1);
  use(cache, 0, true);
  cache.fill(PhysAddr{64}, false);
  EXPECT_FALSE(cache.fill(PhysAddr{128}, false)->dirty);
}

TEST(Cache, AMissAloneBringsNothingIn) {
  Cache cache(cache_of(64, 1), 1);
  EXPECT_FALSE(cache.access(PhysAddr{0}, true, Cause::data));
  EXPECT_FALSE(cache.contains(PhysAddr{0}));
  EXPECT_FALSE(cache.fill(PhysAddr{64}, false).has_value());
}

TEST(Cache, AWritebackFromAboveIsTakenInDirty) {
  Cache cache(cache_of(64, 1), 1);
  EXPECT_FALSE(cache.take_writeback(PhysAddr{0}).has_value());
  EXPECT_TRUE(cache.contains(PhysAddr{0}));
  const auto victim = cache.take_writeback(PhysAddr{64});
  ASSERT_TRUE(victim.has_value());
  EXPECT_TRUE(victim->dirty);
  EXPECT_EQ(cache.stats().writebacks_in, 2U);
}

TEST(Cache, AWritebackFromAboveMarksTheLineHeld) {
  Cache cache(cache_of(128, 2), 1);
  use(cache, 0);
  use(cache, 64);
  EXPECT_FALSE(cache.take_writeback(PhysAddr{0}).has_value());
  EXPECT_TRUE(cache.drop(PhysAddr{0}, 64));
  EXPECT_FALSE(cache.drop(PhysAddr{64}, 64));
}

// The processor did not ask for the line: what it used longest ago stays what it was.
TEST(Cache, AWritebackFromAboveIsNoUse) {
  Cache cache(cache_of(128, 2), 1);
  use(cache, 0);
  use(cache, 64);
  cache.take_writeback(PhysAddr{0});
  EXPECT_EQ(cache.fill(PhysAddr{128}, false)->line, PhysAddr{0});
}

TEST(Cache, ADropTakesEveryLineOfTheRangeAndNoOther) {
  Cache cache(cache_of(4096, 4), 1);
  for (std::uint64_t line = 0; line < 8; ++line) use(cache, line * 64, line == 3);
  EXPECT_FALSE(cache.drop(PhysAddr{64}, 128)) << "clean lines";
  EXPECT_TRUE(cache.drop(PhysAddr{192}, 128)) << "one of them dirty";
  for (std::uint64_t line = 0; line < 8; ++line) {
    EXPECT_EQ(cache.contains(PhysAddr{line * 64}), line == 0 || line > 4) << line;
  }
  EXPECT_EQ(cache.stats().dropped, 4U);
  EXPECT_FALSE(cache.drop(PhysAddr{64}, 256)) << "nothing is left there";
  EXPECT_EQ(cache.stats().dropped, 4U);
}

TEST(Cache, ADropTakesTheLinesThatItsRangeTouches) {
  Cache cache(cache_of(4096, 4), 1);
  for (std::uint64_t line = 0; line < 4; ++line) use(cache, line * 64);
  cache.drop(PhysAddr{127}, 2);
  for (std::uint64_t line = 0; line < 4; ++line) {
    EXPECT_EQ(cache.contains(PhysAddr{line * 64}), line == 0 || line == 3) << line;
  }
}

TEST(Cache, ADroppedLineIsNotFoundThroughTheMostRecentWay) {
  Cache cache(cache_of(4096, 4), 1);
  use(cache, 0, true);
  use(cache, 0);
  cache.drop(PhysAddr{0}, 64);
  EXPECT_FALSE(cache.access(PhysAddr{0}, false, Cause::data));
}

TEST(Cache, ADroppedLinesWayIsFilledFirst) {
  Cache cache(cache_of(256, 4), 1);
  for (std::uint64_t line = 0; line < 4; ++line) use(cache, line * 64, true);
  cache.drop(PhysAddr{64}, 64);
  EXPECT_FALSE(cache.fill(PhysAddr{1024}, false).has_value());
}

TEST(Cache, AccessesAndMissesAreCountedByCause) {
  Cache cache(cache_of(4096, 4), 1);
  use(cache, 0, false, Cause::data);
  use(cache, 0, false, Cause::walk);
  use(cache, 64, false, Cause::walk);
  use(cache, 64, false, Cause::kernel);
  use(cache, 128, false, Cause::fetch);
  use(cache, 128, true, Cause::fetch);
  EXPECT_THAT(cache.stats().accesses, testing::ElementsAre(1, 2, 2, 1));
  EXPECT_THAT(cache.stats().misses, testing::ElementsAre(1, 1, 1, 0));
}

TEST(Cache, StatisticsAreNamedByCause) {
  Cache cache(cache_of(4096, 4), 1);
  use(cache, 0, false, Cause::kernel);
  Registry registry;
  registry.section("cache.l2", cache.stats());
  std::vector<std::string> names;
  for (const Registry::Counter& c : registry.counters()) {
    names.push_back(c.name);
    if (c.name == "cache.l2.misses.kernel") {
      EXPECT_EQ(*c.value, 1U);
    }
  }
  EXPECT_THAT(names, testing::ElementsAre("cache.l2.accesses.data", "cache.l2.misses.data",
                                          "cache.l2.accesses.fetch", "cache.l2.misses.fetch",
                                          "cache.l2.accesses.walk", "cache.l2.misses.walk",
                                          "cache.l2.accesses.kernel", "cache.l2.misses.kernel",
                                          "cache.l2.writebacks", "cache.l2.writebacks_in",
                                          "cache.l2.dropped"));
}

}  // namespace
}  // namespace vapa
