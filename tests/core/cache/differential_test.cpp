// The cache and the list-searching oracle under the same random operations: hits, victims, dirty
// lines, drops and counts are equal.

#include <gtest/gtest.h>

#include <bit>
#include <ostream>
#include <random>

#include "core/cache/make.hpp"
#include "core/cache/oracle.hpp"

namespace vapa {
namespace {

struct Point {
  std::uint32_t sets;
  std::uint32_t ways;
  std::uint64_t line;
  Replacement policy;

  CacheConfig config() const { return cache_of(sets * ways * line, ways, line, policy); }
};

std::ostream& operator<<(std::ostream& out, const Point& p) {
  return out << p.sets << "sets_" << p.ways << "ways_" << p.line << "B_"
             << enum_names(p.policy)[static_cast<unsigned>(p.policy)];
}

std::vector<Point> points() {
  std::vector<Point> list;
  for (const Replacement policy : {Replacement::lru, Replacement::plru, Replacement::fifo,
                                   Replacement::random, Replacement::srrip}) {
    for (const auto& [sets, ways, line] :
         std::initializer_list<std::array<unsigned, 3>>{{1, 1, 64},
                                                        {16, 1, 64},
                                                        {8, 2, 4},
                                                        {4, 4, 64},
                                                        {2, 6, 128},
                                                        {4, 12, 64},
                                                        {1, 16, 4096}}) {
      if (policy == Replacement::plru && !std::has_single_bit(ways)) continue;
      list.push_back({sets, ways, line, policy});
    }
  }
  return list;
}

class Lockstep {
 public:
  Lockstep(const Point& p, std::uint64_t seed)
      : cache_(p.config(), seed), oracle_(p.config()), point_(p), random_(seed) {}

  void step() {
    const unsigned kind = below(100);
    if (kind < 75) {
      access();
    } else if (kind < 97) {
      take_writeback();
    } else {
      drop();
    }
  }

  // Every line that the oracle holds is there, and no other of those in reach.
  void compare_contents() {
    std::uint64_t found = 0;
    for (std::uint64_t tag = 0; tag < tags.size(); ++tag) {
      for (std::uint64_t set = 0; set < point_.sets; ++set) {
        const std::uint64_t pa = address(tag, set);
        ASSERT_EQ(cache_.contains(PhysAddr{pa}), oracle_.find(pa) != nullptr);
        found += cache_.contains(PhysAddr{pa});
      }
    }
    ASSERT_EQ(found, oracle_.lines().size());
  }

  void compare_counts() const {
    const CacheStats& stats = cache_.stats();
    EXPECT_EQ(stats.accesses, accesses_);
    EXPECT_EQ(stats.misses, misses_);
    EXPECT_EQ(stats.writebacks_in, writebacks_in_);
    EXPECT_EQ(stats.dropped, dropped_);
    EXPECT_EQ(stats.writebacks, 0U) << "counted by whoever sends the victim down";
  }
  std::uint64_t hits() const {
    std::uint64_t sum = 0;
    for (unsigned i = 0; i < cause_count; ++i) sum += accesses_[i] - misses_[i];
    return sum;
  }
  std::uint64_t dirty_victims() const { return dirty_victims_; }

 private:
  static constexpr std::array<std::uint64_t, 24> tags{
      0,         1,         2,           3,           4,           5,
      8,         16,        32,          64,          128,         1U << 10U,
      1U << 12U, 1U << 15U, 1U << 18U,   1U << 20U,   1U << 22U,   1U << 25U,
      1U << 28U, 1U << 30U, 1ULL << 33U, 1ULL << 36U, 1ULL << 38U, 1ULL << 39U};

  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
  std::uint64_t address(std::uint64_t tag, std::uint64_t set) const {
    return (tags[tag] * point_.sets + set) * point_.line;
  }
  std::uint64_t address() {
    const unsigned reach = std::min<unsigned>(24, point_.ways * 2 + below(2) * 12);
    return address(below(reach), below(point_.sets));
  }

  void access() {
    const std::uint64_t pa = address() + below(static_cast<unsigned>(point_.line));
    const bool write = below(3) == 0;
    const unsigned cause = below(cause_count);
    const bool hit = oracle_.access(pa, write);
    ++accesses_[cause];
    ASSERT_EQ(cache_.access(PhysAddr{pa}, write, static_cast<Cause>(cause)), hit);
    if (hit) return;
    ++misses_[cause];
    if (below(10) == 0) return;  // the level below refused
    compare(cache_.fill(PhysAddr{pa}, write), pa, write);
  }

  void take_writeback() {
    const std::uint64_t pa = address();
    ++writebacks_in_;
    const auto victim = cache_.take_writeback(PhysAddr{pa});
    if (OracleCache::Line* line = oracle_.find(pa)) {
      line->dirty = true;
      ASSERT_FALSE(victim.has_value());
    } else {
      compare(victim, pa, true);
    }
  }

  void compare(const std::optional<Cache::Victim>& victim, std::uint64_t pa, bool dirty) {
    std::optional<std::uint64_t> chosen;
    if (victim) chosen = victim->line.value;
    const auto expected = oracle_.fill(pa, dirty, chosen);
    ASSERT_EQ(victim.has_value(), expected.has_value());
    if (!victim) return;
    ASSERT_EQ(victim->line.value, expected->number * point_.line);
    ASSERT_EQ(victim->dirty, expected->dirty);
    dirty_victims_ += victim->dirty;
  }

  void drop() {
    const std::uint64_t start = address();
    const std::uint64_t bytes = point_.line << below(3);
    const auto [lines, dirty] = oracle_.drop(start, bytes);
    dropped_ += lines;
    ASSERT_EQ(cache_.drop(PhysAddr{start}, bytes), dirty != 0);
  }

  Cache cache_;
  OracleCache oracle_;
  Point point_;
  std::mt19937_64 random_;
  std::array<std::uint64_t, cause_count> accesses_{};
  std::array<std::uint64_t, cause_count> misses_{};
  std::uint64_t writebacks_in_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t dirty_victims_ = 0;
};

class CacheAgainstItsOracle : public testing::TestWithParam<Point> {};

TEST_P(CacheAgainstItsOracle, AnswersAlikeThroughRandomOperations) {
  for (const std::uint64_t seed : {1, 2}) {
    Lockstep both(GetParam(), seed);
    for (int i = 0; i < 25'000; ++i) {
      ASSERT_NO_FATAL_FAILURE(both.step()) << "seed " << seed << ", step " << i;
      if (i % 128 == 0) {
        ASSERT_NO_FATAL_FAILURE(both.compare_contents()) << "seed " << seed << ", step " << i;
      }
    }
    both.compare_counts();
    EXPECT_GT(both.hits(), 700U);
    EXPECT_GT(both.dirty_victims(), 700U);
  }
}

INSTANTIATE_TEST_SUITE_P(Cache, CacheAgainstItsOracle, testing::ValuesIn(points()),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace vapa
