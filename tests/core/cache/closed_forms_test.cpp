// Caches against arithmetic and textbook results.

#include <gtest/gtest.h>

#include <initializer_list>
#include <random>

#include "core/cache/make.hpp"

namespace vapa {
namespace {

constexpr std::initializer_list<Replacement> all_policies{Replacement::lru, Replacement::plru,
                                                          Replacement::fifo, Replacement::random,
                                                          Replacement::srrip};

/// Misses of one pass over [0, bytes) in steps.
std::uint64_t sweep(Cache& cache, std::uint64_t bytes, std::uint64_t step, bool write = false) {
  std::uint64_t misses = 0;
  for (std::uint64_t pa = 0; pa < bytes; pa += step) misses += !use(cache, pa, write);
  return misses;
}

TEST(Cache, ASequentialSweepMissesOncePerLine) {
  for (const std::uint64_t line : {4U, 64U, 128U, 4096U}) {
    for (const Replacement policy : all_policies) {
      Cache cache(cache_of(64 * line, 8, line, policy), 1);
      EXPECT_EQ(sweep(cache, 1000 * line, 4), 1000U) << line;
    }
  }
}

TEST(Cache, AStrideMissesOncePerLineTouched) {
  for (const std::uint64_t stride : {8U, 16U, 64U, 192U, 256U}) {
    Cache cache(cache_of(32768, 8), 1);
    const std::uint64_t bytes = 1U << 20U;
    const std::uint64_t steps = (bytes + stride - 1) / stride;
    EXPECT_EQ(sweep(cache, bytes, stride), stride < 64 ? bytes / 64 : steps) << stride;
  }
}

TEST(Cache, AWorkingSetThatFitsNeverMissesAgain) {
  for (const Replacement policy : all_policies) {
    Cache cache(cache_of(32768, 8, 64, policy), 1);
    EXPECT_EQ(sweep(cache, 32768, 64), 512U);
    for (int pass = 0; pass < 3; ++pass) EXPECT_EQ(sweep(cache, 32768, 8), 0U);
  }
}

// One line more than fits, round and round: LRU and FIFO always throw out the next one.
TEST(Cache, ACycleOfOneLineTooManyAlwaysMisses) {
  for (const Replacement policy : {Replacement::lru, Replacement::fifo}) {
    Cache cache(cache_of(4096, 64, 64, policy), 1);
    for (int pass = 0; pass < 4; ++pass) EXPECT_EQ(sweep(cache, 4096 + 64, 64), 65U);
  }
}

// The same under random replacement. One line is missing at any time; after its miss the next
// missing one lies 1 to n accesses ahead, each distance equally likely: a miss rate of 2 / (n + 1).
// The count of misses then has a standard deviation of 25.
TEST(Cache, ACycleOfOneLineTooManyMissesTwiceInNPlusOneUnderRandomReplacement) {
  Cache cache(cache_of(4096, 64, 64, Replacement::random), 1);
  sweep(cache, 4096 + 64, 64);
  std::uint64_t misses = 0;
  for (int pass = 0; pass < 1000; ++pass) misses += sweep(cache, 4096 + 64, 64);
  EXPECT_NEAR(static_cast<double>(misses), 2.0 / 65 * 65'000, 125);
}

TEST(Cache, TwoLinesOfOneSetFightInADirectMappedCacheOnly) {
  for (const std::uint32_t ways : {1U, 2U}) {
    Cache cache(cache_of(4096, ways), 1);
    std::uint64_t misses = 0;
    for (int i = 0; i < 100; ++i) misses += !use(cache, 0) + !use(cache, 4096);
    EXPECT_EQ(misses, ways == 1 ? 200U : 2U);
  }
}

/// Misses of the reference string under which FIFO does worse with four frames than with three
/// (Belady, Nelson, Shedler, CACM 1969).
unsigned misses_of_beladys_string(std::uint32_t ways, Replacement policy) {
  Cache cache(cache_of(ways * 64U, ways, 64, policy), 1);
  unsigned misses = 0;
  for (const unsigned page : {1U, 2U, 3U, 4U, 1U, 2U, 5U, 1U, 2U, 3U, 4U, 5U}) {
    misses += !use(cache, page * 64U);
  }
  return misses;
}

TEST(Cache, BeladysAnomalyShowsUnderFifoAndNotUnderLru) {
  EXPECT_EQ(misses_of_beladys_string(3, Replacement::fifo), 9U);
  EXPECT_EQ(misses_of_beladys_string(4, Replacement::fifo), 10U);
  EXPECT_EQ(misses_of_beladys_string(3, Replacement::lru), 10U);
  EXPECT_EQ(misses_of_beladys_string(4, Replacement::lru), 8U);
}

// LRU is a stack algorithm (Mattson et al., IBM Systems Journal 1970): what a smaller fully
// associative cache holds, a larger one holds as well.
TEST(Cache, ALargerLruCacheHoldsAllThatASmallerOneHolds) {
  Cache small(cache_of(8 * 64, 8), 1);
  Cache large(cache_of(16 * 64, 16), 1);
  std::mt19937 random(5);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t pa = random() % 24 * 64;
    use(small, pa);
    use(large, pa);
    for (std::uint64_t line = 0; line < 24; ++line) {
      ASSERT_LE(small.contains(PhysAddr{line * 64}), large.contains(PhysAddr{line * 64}));
    }
  }
}

TEST(Cache, AWriteSweepWritesBackEveryLineButThoseStillHeld) {
  Cache cache(cache_of(4096, 4), 1);
  std::uint64_t dirty = 0;
  for (std::uint64_t pa = 0; pa < 65536; pa += 64) {
    ASSERT_FALSE(cache.access(PhysAddr{pa}, true, Cause::data));
    const auto victim = cache.fill(PhysAddr{pa}, true);
    dirty += victim && victim->dirty;
  }
  EXPECT_EQ(dirty, 1024U - 64U);
}

}  // namespace
}  // namespace vapa
