// Reach: what a TLB covers is entries times page size, no more and no less.

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>
#include <random>

#include "core/tlb/make.hpp"

namespace vapa {
namespace {

/// Misses of one pass over [0, bytes) by pages of 2^shift bytes.
std::uint64_t sweep(Tlb& tlb, std::uint64_t bytes, unsigned shift) {
  std::uint64_t misses = 0;
  for (std::uint64_t va = 0; va < bytes; va += std::uint64_t{1} << shift) {
    if (load(tlb, va) != Verdict::miss) continue;
    ++misses;
    map(tlb, va, va, shift);
  }
  return misses;
}

struct Reach {
  std::uint32_t entries, ways;
  unsigned shift;
  std::uint64_t bytes;
};

std::ostream& operator<<(std::ostream& out, const Reach& r) {
  return out << r.entries << "entries_" << r.ways << "ways_" << (1ULL << (r.shift - 10U))
             << "KiB_pages";
}

class TlbReach : public testing::TestWithParam<Reach> {};

TEST_P(TlbReach, IsEntriesTimesPageSize) {
  const Reach r = GetParam();
  ASSERT_EQ(r.entries * (std::uint64_t{1} << r.shift), r.bytes);
  Tlb tlb(tlb_of(r.entries, r.ways, three_sizes()), 1);
  EXPECT_EQ(sweep(tlb, r.bytes, r.shift), r.entries);
  EXPECT_EQ(sweep(tlb, r.bytes, r.shift), 0U) << "the working set fits: it never misses again";
}

TEST_P(TlbReach, EndsOnePageFurtherUnderLru) {
  const Reach r = GetParam();
  Tlb tlb(tlb_of(r.entries, r.entries, three_sizes()), 1);
  const std::uint64_t one_more = r.bytes + (std::uint64_t{1} << r.shift);
  for (int pass = 0; pass < 3; ++pass) EXPECT_EQ(sweep(tlb, one_more, r.shift), r.entries + 1);
}

INSTANTIATE_TEST_SUITE_P(Tlb, TlbReach,
                         testing::Values(Reach{64, 4, 12, 256 * kib}, Reach{64, 64, 12, 256 * kib},
                                         Reach{1536, 12, 12, 6 * mib}, Reach{1536, 12, 21, 3 * gib},
                                         Reach{1536, 6, 21, 3 * gib}, Reach{16, 4, 30, 16 * gib}),
                         testing::PrintToStringParamName());

// Sets are chosen by the low bits of the page number: a stride of `sets` pages uses one set only.
TEST(Tlb, AStrideOfAllSetsReachesTheWaysOfOneSet) {
  Tlb tlb(tlb_of(64, 4), 1);
  const std::uint64_t stride = 16 * 4 * kib;
  for (std::uint64_t i = 0; i < 4; ++i) map(tlb, i * stride, i * stride);
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(load(tlb, i * stride), Verdict::allowed);
  EXPECT_TRUE(map(tlb, 4 * stride, 0).has_value()) << "the fifth replaces";
}

// Under uniform random traffic over n pages each of the `entries` pages held is equally likely.
TEST(Tlb, HitRateOfUniformTrafficIsEntriesOverPages) {
  constexpr std::uint64_t pages = 512;
  constexpr unsigned accesses = 200'000;
  for (const Replacement policy : {Replacement::lru, Replacement::plru, Replacement::fifo,
                                   Replacement::random, Replacement::srrip}) {
    Tlb tlb(tlb_of(64, 64, {Bytes{4 * kib}}, policy), 1);
    std::mt19937_64 random(17);
    sweep(tlb, 64 * 4 * kib, 12);
    unsigned hits = 0;
    for (unsigned i = 0; i < accesses; ++i) {
      const std::uint64_t va = random() % pages * 4 * kib;
      if (load(tlb, va) == Verdict::allowed) {
        ++hits;
      } else {
        map(tlb, va, va);
      }
    }
    const double expected = 64.0 / pages;
    const double deviation = std::sqrt(expected * (1 - expected) / accesses);
    EXPECT_NEAR(static_cast<double>(hits) / accesses, expected, 5 * deviation);
  }
}

}  // namespace
}  // namespace vapa
