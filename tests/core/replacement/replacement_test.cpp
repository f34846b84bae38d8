// Replacement policies against their definitions, and the promises their owners rely on.

#include "core/replacement/replacement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <ostream>
#include <random>
#include <string>

#include "core/replacement/naive.hpp"

namespace vapa {
namespace {

constexpr std::array all_policies{Replacement::lru, Replacement::plru, Replacement::fifo,
                                  Replacement::random, Replacement::srrip};

std::string name_of(Replacement policy) {
  return std::string(enum_names(policy)[static_cast<unsigned>(policy)]);
}

/// Uniform below n.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  std::uint32_t operator()(std::uint32_t n) { return static_cast<std::uint32_t>(engine_() % n); }

 private:
  std::mt19937 engine_;
};

struct Point {
  Replacement policy;
  std::uint32_t sets;
  std::uint32_t ways;
};

std::ostream& operator<<(std::ostream& out, const Point& p) {
  return out << name_of(p.policy) << '_' << p.sets << "sets_" << p.ways << "ways";
}

std::vector<Point> points(bool with_random) {
  std::vector<Point> list;
  for (const Replacement policy : all_policies) {
    if (policy == Replacement::random && !with_random) continue;
    for (const std::uint32_t sets : {1U, 2U, 16U}) {
      for (const std::uint32_t ways : {1U, 2U, 3U, 4U, 6U, 8U, 12U, 16U, 64U}) {
        if (policy == Replacement::plru && !std::has_single_bit(ways)) continue;
        list.push_back({policy, sets, ways});
      }
    }
  }
  return list;
}

/// The policy of every set, driven with the naive ones side by side.
class Pair {
 public:
  explicit Pair(const Point& p) : point_(p), fast_(p.policy, p.sets, p.ways, 1) {
    for (std::uint32_t set = 0; set < p.sets; ++set) slow_.push_back(naive::make(p.policy, p.ways));
    for (std::uint32_t slot = 0; slot < p.sets * p.ways; ++slot) insert(slot);
  }
  void touch(std::uint32_t slot) {
    fast_.touch(slot);
    slow_[slot / point_.ways]->touch(slot % point_.ways);
  }
  void insert(std::uint32_t slot) {
    fast_.insert(slot);
    slow_[slot / point_.ways]->insert(slot % point_.ways);
  }
  /// Replaces in a set; false: the two named different victims.
  bool replace(std::uint32_t set) {
    const std::uint32_t slot = fast_.victim(set);
    if (slot != set * point_.ways + slow_[set]->victim()) return false;
    insert(slot);
    return true;
  }

 private:
  Point point_;
  ReplacementState fast_;
  std::vector<std::unique_ptr<naive::Policy>> slow_;
};

class EveryPolicy : public testing::TestWithParam<Point> {};

TEST_P(EveryPolicy, ChoosesTheVictimsOfItsDefinition) {
  const Point p = GetParam();
  Pair pair(p);
  Dice random(p.sets * 1000 + p.ways);
  for (int i = 0; i < 20'000; ++i) {
    if (random(4) == 0) {
      ASSERT_TRUE(pair.replace(random(p.sets))) << "step " << i;
    } else {
      pair.touch(random(p.sets * p.ways));
    }
  }
}

// An owner may fill a way that was invalidated, which no victim() call named.
TEST_P(EveryPolicy, TakesFillsOfInvalidatedWaysInAnyOrder) {
  const Point p = GetParam();
  Pair pair(p);
  Dice random(p.sets * 1001 + p.ways);
  for (int i = 0; i < 20'000; ++i) {
    switch (random(3)) {
      case 0:
        ASSERT_TRUE(pair.replace(random(p.sets))) << "step " << i;
        break;
      case 1:
        pair.insert(random(p.sets * p.ways));
        break;
      default:
        pair.touch(random(p.sets * p.ways));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Replacement, EveryPolicy, testing::ValuesIn(points(false)),
                         testing::PrintToStringParamName());

class Promise : public testing::TestWithParam<Point> {};

// Two states see the same fills and touches, but one of them is spared every touch of the way
// touched last in a set that had no fill since: they stay alike.
TEST_P(Promise, TouchingTheWayTouchedLastChangesNothing) {
  const Point p = GetParam();
  ReplacementState every(p.policy, p.sets, p.ways, 7);
  ReplacementState spared(p.policy, p.sets, p.ways, 7);
  std::vector<std::uint32_t> last(p.sets, ~0U);
  const auto insert = [&](std::uint32_t slot) {
    every.insert(slot);
    spared.insert(slot);
    last[slot / p.ways] = ~0U;
  };
  for (std::uint32_t slot = 0; slot < p.sets * p.ways; ++slot) insert(slot);
  Dice random(99);
  unsigned skipped = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint32_t slot = random(p.sets * p.ways);
    if (random(4) == 0) {
      const std::uint32_t victim = every.victim(slot / p.ways);
      ASSERT_EQ(victim, spared.victim(slot / p.ways)) << "step " << i;
      insert(victim);
      continue;
    }
    for (unsigned repeat = random(3) + 1; repeat > 0; --repeat) {
      every.touch(slot);
      if (last[slot / p.ways] == slot) {
        ++skipped;
      } else {
        spared.touch(slot);
        last[slot / p.ways] = slot;
      }
    }
  }
  EXPECT_GT(skipped, 5'000U);
}

INSTANTIATE_TEST_SUITE_P(Replacement, Promise, testing::ValuesIn(points(true)),
                         testing::PrintToStringParamName());

TEST(RandomReplacement, TheSameSeedDrawsTheSameVictims) {
  ReplacementState one(Replacement::random, 4, 8, 42);
  ReplacementState other(Replacement::random, 4, 8, 42);
  for (std::uint32_t i = 0; i < 10'000; ++i) ASSERT_EQ(one.victim(i % 4), other.victim(i % 4));
}

// Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8.14, 2003: 32 bits with the shifts
// 13, 17, 5. The RTL has the same generator.
TEST(RandomReplacement, DrawsAreTheHighBitsOfXorshift) {
  for (const std::uint64_t seed : {0ULL, 1ULL, 42ULL, 1ULL << 40U}) {
    ReplacementState state(Replacement::random, 1, 256, seed);
    std::uint32_t x = first_random(seed);
    ASSERT_NE(x, 0U);
    for (int i = 0; i < 100; ++i) {
      x ^= x << 13U;
      x ^= x >> 17U;
      x ^= x << 5U;
      ASSERT_EQ(state.victim(0), x >> 24U) << "draw " << i;
    }
  }
}

TEST(RandomReplacement, AnotherSeedDrawsOthers) {
  ReplacementState one(Replacement::random, 1, 16, 42);
  ReplacementState other(Replacement::random, 1, 16, 43);
  unsigned equal = 0;
  for (int i = 0; i < 16'000; ++i) equal += one.victim(0) == other.victim(0);
  EXPECT_NEAR(equal, 1000, 150);  // five standard deviations of 16,000 draws at 1/16
}

/// Of `counts` against equal shares.
double chi_square(const std::map<std::uint32_t, unsigned>& counts, unsigned draws,
                  std::size_t cells) {
  const double expected = static_cast<double>(draws) / static_cast<double>(cells);
  double sum = (static_cast<double>(cells) - static_cast<double>(counts.size())) * expected;
  for (const auto& [value, count] : counts) {
    sum += (count - expected) * (count - expected) / expected;
  }
  return sum;
}

class RandomWays : public testing::TestWithParam<std::uint32_t> {};

// 99.9 % of fair draws stay below n + 3.1 · sqrt(2n) + 7 for the n used here (chi-square with n
// degrees of freedom, Wilson-Hilferty, rounded up).
double bound(double n) { return n + 3.1 * std::sqrt(2 * n) + 7; }

TEST_P(RandomWays, AreDrawnEquallyOften) {
  const std::uint32_t ways = GetParam();
  for (const std::uint64_t seed : {0, 1, 2, 3, 1000}) {
    ReplacementState state(Replacement::random, 1, ways, seed);
    std::map<std::uint32_t, unsigned> counts;
    const unsigned draws = 1000 * ways;
    for (unsigned i = 0; i < draws; ++i) ++counts[state.victim(0)];
    EXPECT_LT(counts.rbegin()->first, ways);
    EXPECT_LT(chi_square(counts, draws, ways), bound(ways - 1.0)) << "seed " << seed;
  }
}

TEST_P(RandomWays, AreIndependentOfTheDrawBefore) {
  const std::uint32_t ways = GetParam();
  ReplacementState state(Replacement::random, 1, ways, 5);
  std::map<std::uint32_t, unsigned> pairs;
  const unsigned cells = ways * ways;
  const unsigned draws = 100 * cells;
  for (unsigned i = 0; i < draws; ++i) {
    const std::uint32_t first = state.victim(0);
    ++pairs[first * ways + state.victim(0)];
  }
  EXPECT_LT(chi_square(pairs, draws, cells), bound(cells - 1.0));
}

INSTANTIATE_TEST_SUITE_P(Replacement, RandomWays, testing::Values(2, 3, 4, 6, 8, 12, 16, 64));

// Sets do not disturb one another: what happens in one leaves the victim of the other alone.
TEST(Replacement, SetsAreSeparate) {
  for (const Replacement policy :
       {Replacement::lru, Replacement::plru, Replacement::fifo, Replacement::srrip}) {
    ReplacementState state(policy, 3, 4, 0);
    for (std::uint32_t slot = 0; slot < 12; ++slot) state.insert(slot);
    state.touch(4);
    const std::uint32_t before = state.victim(1);
    for (std::uint32_t i = 0; i < 50; ++i) {
      state.touch(i % 4);
      state.insert(8 + i % 4);
      state.insert(state.victim(i % 2 * 2));
    }
    EXPECT_EQ(state.victim(1), before) << name_of(policy);
  }
}

TEST(Replacement, LruReplacesTheWayUnusedForTheLongestTime) {
  ReplacementState state(Replacement::lru, 1, 4, 0);
  for (std::uint32_t way : {2U, 0U, 3U, 1U}) state.insert(way);
  EXPECT_EQ(state.victim(0), 2U);
  state.touch(2);
  EXPECT_EQ(state.victim(0), 0U);
}

TEST(Replacement, FifoReplacesTheOldestHoweverOftenItHits) {
  ReplacementState state(Replacement::fifo, 1, 4, 0);
  for (std::uint32_t way : {2U, 0U, 3U, 1U}) state.insert(way);
  for (int i = 0; i < 10; ++i) state.touch(2);
  EXPECT_EQ(state.victim(0), 2U);
}

// Four ways, three bits: after 0, 1, 2, 3 each bit points at the left; after a touch of 0 the
// victim is 2 although 1 is older: what "pseudo" means.
TEST(Replacement, TreePlruForgetsTheOrderWithinTheOtherHalf) {
  ReplacementState state(Replacement::plru, 1, 4, 0);
  for (std::uint32_t way = 0; way < 4; ++way) state.insert(way);
  EXPECT_EQ(state.victim(0), 0U);
  state.touch(0);
  EXPECT_EQ(state.victim(0), 2U);
}

// Jaleel et al. 2010, section 3: a scan longer than the set leaves the working set that was hit
// before it in place, which LRU loses.
TEST(Replacement, SrripKeepsTheReusedWaysThroughAScan) {
  for (const Replacement policy : {Replacement::srrip, Replacement::lru}) {
    ReplacementState state(policy, 1, 8, 0);
    for (std::uint32_t way = 0; way < 8; ++way) state.insert(way);
    for (std::uint32_t way = 0; way < 4; ++way) state.touch(way);
    unsigned lost = 0;
    for (int i = 0; i < 8; ++i) {
      const std::uint32_t victim = state.victim(0);
      lost += victim < 4;
      state.insert(victim);
    }
    EXPECT_EQ(lost, policy == Replacement::srrip ? 0U : 4U) << name_of(policy);
  }
}

TEST(Replacement, ThePoliciesAreNamedInTheOrderOfTheirEnumerators) {
  EXPECT_THAT(enum_names(Replacement::lru),
              testing::ElementsAre("lru", "plru", "fifo", "random", "srrip"));
}

}  // namespace
}  // namespace vapa
