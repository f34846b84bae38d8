// What the configuration of the caches refuses, by key.

#include "core/cache/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/cache/make.hpp"

namespace vapa {
namespace {

template <class Config>
std::vector<std::string> wrong_keys(const Config& c) {
  Problems problems;
  problems.section("cache", c);
  std::vector<std::string> keys;
  for (const auto& p : problems.list()) keys.push_back(p.key);
  return keys;
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CacheConfig, UsualShapesAreValid) {
  EXPECT_THAT(wrong_keys(CacheConfig{}), IsEmpty());
  EXPECT_THAT(wrong_keys(CachesConfig{}), IsEmpty());
  EXPECT_THAT(wrong_keys(cache_of(48 << 10U, 12)), IsEmpty());
  EXPECT_THAT(wrong_keys(cache_of(64, 1)), IsEmpty()) << "a single line";
  EXPECT_THAT(wrong_keys(cache_of(30U << 20U, 15)), IsEmpty());
  EXPECT_THAT(wrong_keys(cache_of(1024 * 64, 1024)), IsEmpty());
}

TEST(CacheConfig, ALineIsAPowerOfTwoFrom4To4096Bytes) {
  for (const std::uint64_t line : {0U, 2U, 48U, 65U, 8192U}) {
    EXPECT_THAT(wrong_keys(cache_of(32768, 8, line)), ElementsAre("cache.line")) << line;
  }
  EXPECT_THAT(wrong_keys(cache_of(32768, 8, 4)), IsEmpty());
  EXPECT_THAT(wrong_keys(cache_of(32768, 8, 4096)), IsEmpty());
}

TEST(CacheConfig, WaysHaveBounds) {
  EXPECT_THAT(wrong_keys(cache_of(32768, 0)), ElementsAre("cache.ways"));
  EXPECT_THAT(wrong_keys(cache_of(1025 * 64, 1025)), ElementsAre("cache.ways"));
}

TEST(CacheConfig, SizeIsAPowerOfTwoOfSets) {
  EXPECT_THAT(wrong_keys(cache_of(0, 8)), ElementsAre("cache.size"));
  EXPECT_THAT(wrong_keys(cache_of(32768 + 64, 8)), ElementsAre("cache.size"));
  EXPECT_THAT(wrong_keys(cache_of(3 * 512, 8)), ElementsAre("cache.size")) << "three sets";
  EXPECT_THAT(wrong_keys(cache_of(256, 8)), ElementsAre("cache.size")) << "half a set";
}

// Slots are numbered with 32 bits, and a tag takes 8 bytes of the host.
TEST(CacheConfig, SizeHasAnUpperBound) {
  EXPECT_THAT(wrong_keys(cache_of(4ULL << 30U, 16)), IsEmpty());
  EXPECT_THAT(wrong_keys(cache_of(8ULL << 30U, 16)), ElementsAre("cache.size"));
  EXPECT_THAT(wrong_keys(cache_of(1ULL << 38U, 1)), ElementsAre("cache.size")) << "2^32 sets";
  EXPECT_THAT(wrong_keys(cache_of(1ULL << 63U, 8)), ElementsAre("cache.size"));
}

TEST(CacheConfig, TreePlruNeedsAPowerOfTwoOfWays) {
  EXPECT_THAT(wrong_keys(cache_of(48 << 10U, 12, 64, Replacement::plru)),
              ElementsAre("cache.replacement"));
  EXPECT_THAT(wrong_keys(cache_of(32 << 10U, 8, 64, Replacement::plru)), IsEmpty());
}

TEST(CacheConfig, ACacheThatDoesNotExistIsNotJudged) {
  CacheConfig c = cache_of(1, 0, 3);
  c.enabled = false;
  EXPECT_THAT(wrong_keys(c), IsEmpty());
}

TEST(CacheConfig, LinesDoNotShrinkOnTheWayDown) {
  CachesConfig c;
  c.l2.line = Bytes{32};
  EXPECT_THAT(wrong_keys(c), testing::Each("cache.l2.line"));
  EXPECT_THAT(wrong_keys(c), testing::SizeIs(2)) << "than L1I's and L1D's";
  c.l2.enabled = false;
  EXPECT_THAT(wrong_keys(c), IsEmpty());
  c.l3.line = Bytes{32};
  EXPECT_THAT(wrong_keys(c), testing::Each("cache.l3.line")) << "L3 is the next below L1";
  EXPECT_THAT(wrong_keys(c), testing::SizeIs(2));
  c.l1i.enabled = false;
  c.l1d.enabled = false;
  EXPECT_THAT(wrong_keys(c), IsEmpty());
}

TEST(CacheConfig, LinesMayGrowOnTheWayDown) {
  CachesConfig c;
  c.l1d.line = Bytes{32};
  c.l3.line = Bytes{128};
  EXPECT_THAT(wrong_keys(c), IsEmpty());
  c.l2.line = Bytes{256};
  EXPECT_THAT(wrong_keys(c), testing::ElementsAre("cache.l3.line")) << "smaller than L2's";
}

TEST(CacheConfig, EveryFieldIsDescribedOnce) {
  CachesConfig c;
  Schema schema;
  schema.section("cache", c);
  std::vector<std::string> keys;
  for (const Field& f : schema.fields()) keys.push_back(f.key);
  std::vector<std::string> expected;
  for (const std::string level : {"l1i", "l1d", "l2", "l3"}) {
    for (const std::string key : {"enabled", "size", "ways", "line", "latency", "replacement"}) {
      expected.push_back("cache." + level + "." + key);
    }
    expected.push_back("cache." + level + (level[1] == '1' ? ".index" : ".inclusive"));
  }
  EXPECT_EQ(keys, expected);
}

}  // namespace
}  // namespace vapa
