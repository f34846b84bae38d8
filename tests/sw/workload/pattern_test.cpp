// What the synthetic workloads touch, against what their names promise.
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "sw/workload/helpers.hpp"
#include "sw/workload/pattern/math.hpp"
#include "sw/workload/pattern/permutation.hpp"
#include "sw/workload/pattern/random.hpp"
#include "sw/workload/pattern/zipf.hpp"

namespace vapa {
namespace {

using namespace testing_workload;

std::vector<Event> events_of(std::string_view spec) { return drain_only_process(spec).events; }

std::vector<std::uint64_t> addresses(std::string_view spec) {
  std::vector<std::uint64_t> all;
  for (const Event& event : events_of(spec)) all.push_back(event.va.value);
  return all;
}

TEST(Random, IsXoshiroSeededBySplitMix) {
  // SplitMix64 of seed 1234567: the sequence that its authors' reference code prints.
  std::uint64_t state = 1234567;
  EXPECT_EQ(pattern::split_mix(state), 6457827717110365317U);
  EXPECT_EQ(pattern::split_mix(state), 3203168211198807973U);
}

TEST(Random, BelowIsUniform) {
  pattern::Random random(7);
  std::array<int, 6> rolls{};
  for (int roll = 0; roll < 60000; ++roll) ++rolls[random.below(6)];
  double chi_square = 0;
  for (const int n : rolls) chi_square += (n - 10000.0) * (n - 10000.0) / 10000.0;
  EXPECT_LT(chi_square, 20.5) << "one in a thousand at five degrees of freedom";
}

TEST(Permutation, OrdersEveryNumberOnce) {
  for (const std::uint64_t n : {1U, 2U, 3U, 5U, 64U, 1000U, 4097U}) {
    pattern::Permutation order(n, 3);
    std::set<std::uint64_t> seen;
    for (std::uint64_t x = 0; x < n; ++x) seen.insert(order(x));
    EXPECT_EQ(seen.size(), n);
    EXPECT_EQ(*seen.rbegin(), n - 1);
  }
}

TEST(PortableMath, AgreesWithTheLibrary) {
  for (double x = 1e-6; x < 1e13; x *= 1.37) {
    EXPECT_NEAR(pattern::portable_log(x), std::log(x),
                4e-15 * std::max(1.0, std::abs(std::log(x))));
  }
  for (double x = -300; x < 300; x += 0.37) {
    EXPECT_NEAR(pattern::portable_exp(x) / std::exp(x), 1.0, 1e-13);
  }
}

TEST(Zipf, RanksComeAsOftenAsTheFormulaSays) {
  for (const double alpha : {0.5, 0.99, 1.0, 2.5}) {
    constexpr std::uint64_t ranks = 50;
    constexpr int draws = 200000;
    pattern::Zipf zipf(ranks, alpha);
    pattern::Random random(11);
    std::array<int, ranks> seen{};
    for (int draw = 0; draw < draws; ++draw) ++seen[zipf(random)];
    double sum = 0;
    for (std::uint64_t k = 1; k <= ranks; ++k) sum += std::pow(static_cast<double>(k), -alpha);
    double chi_square = 0;
    for (std::uint64_t k = 1; k <= ranks; ++k) {
      const double expected = draws * std::pow(static_cast<double>(k), -alpha) / sum;
      chi_square += (seen[k - 1] - expected) * (seen[k - 1] - expected) / expected;
    }
    EXPECT_LT(chi_square, 85.4) << "one in a thousand at 49 degrees of freedom; alpha " << alpha;
  }
}

TEST(Pattern, SequentialTouchesEveryByteInOrderAndStartsAgain) {
  const auto all = addresses("sequential:footprint=64,size=8,accesses=10,base=0x1000");
  const std::vector<std::uint64_t> expected{0x1000, 0x1008, 0x1010, 0x1018, 0x1020,
                                            0x1028, 0x1030, 0x1038, 0x1000, 0x1008};
  EXPECT_EQ(all, expected);
}

TEST(Pattern, StrideTouchesOneByteInEvery) {
  const auto all = addresses("stride:footprint=16KiB,stride=4096,accesses=6,base=0");
  EXPECT_EQ(all, (std::vector<std::uint64_t>{0, 4096, 8192, 12288, 0, 4096}));
}

TEST(Pattern, UniformHitsEveryPageEquallyOften) {
  std::map<std::uint64_t, int> pages;
  for (const std::uint64_t va : addresses("uniform:footprint=256KiB,accesses=64K"))
    ++pages[va >> 12U];
  ASSERT_EQ(pages.size(), 64U);
  double chi_square = 0;
  for (const auto& [page, n] : pages) chi_square += (n - 1000.0) * (n - 1000.0) / 1000.0;
  EXPECT_LT(chi_square, 103.4) << "one in a thousand at 63 degrees of freedom";
}

TEST(Pattern, ChaseVisitsEveryNodeOnceARoundAndEachLoadDependsOnTheOneBefore) {
  const auto events = events_of("chase:footprint=64KiB,node=64,accesses=2048,base=0");
  std::set<std::uint64_t> first_round;
  for (std::size_t index = 0; index < 1024; ++index) {
    first_round.insert(events[index].va.value / 64);
    EXPECT_EQ(events[index], events[index + 1024]) << "the second round is the first again";
    EXPECT_EQ(events[index].depends, 1);
  }
  EXPECT_EQ(first_round.size(), 1024U);
}

TEST(Pattern, PhasedStaysInAWorkingSetThatMoves) {
  const auto all =
      addresses("phased:footprint=4MiB,phases=4,working_set=64KiB,accesses=4000,base=0");
  std::set<std::uint64_t> starts;
  for (std::size_t phase = 0; phase < 4; ++phase) {
    const auto [low, high] =
        std::minmax_element(all.begin() + static_cast<std::ptrdiff_t>(phase) * 1000,
                            all.begin() + static_cast<std::ptrdiff_t>(phase + 1) * 1000);
    EXPECT_LT(*high - *low, 64U << 10U);
    starts.insert(*low >> 16U);
  }
  EXPECT_EQ(starts.size(), 4U);
}

TEST(Pattern, WritesComeInTheirProportionAndMoveNoAddress) {
  const auto written = events_of("uniform:accesses=100K,write=0.3");
  const double part = static_cast<double>(count(written)[1]) / 100000;
  EXPECT_NEAR(part, 0.3, 0.006);
  EXPECT_EQ(addresses("uniform:accesses=1K,write=0.3"), addresses("uniform:accesses=1K"));
}

TEST(Pattern, APhasedPartOfAMixHasGoneThroughItsPhasesAtTheEnd) {
  std::set<std::uint64_t> sets;
  for (const std::uint64_t va :
       addresses("mix:accesses=8000,1*[phased:footprint=4MiB,phases=4,working_set=64KiB,base=0],"
                 "3*[uniform:footprint=64KiB,base=0x40000000]")) {
    if (va < 1U << 30U) sets.insert(va >> 16U);
  }
  EXPECT_EQ(sets.size(), 4U);
}

TEST(Pattern, TheSpellingInAResultCanBeRun) {
  for (const std::string text :
       {"mix:accesses=5000,2*[zipf],3*[chase:node=128]", "phased", "chase"}) {
    const std::string spelling = workload_hash(text);
    EXPECT_EQ(workload_hash(spelling), spelling);
    EXPECT_EQ(open_workload(spelling).size(), 1U);
  }
}

TEST(Pattern, AMixDrawsItsPartsByWeightFromMemoryOfTheirOwn) {
  const auto all =
      addresses("mix:accesses=40K,3*[uniform:footprint=1MiB],1*[sequential:footprint=1MiB]");
  const auto images =
      open_workload("mix:accesses=40K,3*[uniform:footprint=1MiB],1*[sequential:footprint=1MiB]");
  ASSERT_EQ(images[0].image.mappings.size(), 2U);
  const VirtAddr second = images[0].image.mappings[1].start;
  const auto in_second =
      std::count_if(all.begin(), all.end(), [&](std::uint64_t va) { return va >= second.value; });
  EXPECT_NEAR(static_cast<double>(in_second), 10000, 300);
}

class EveryPattern : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryPattern, StaysInsideItsMappings) {
  auto processes = open_workload(GetParam());
  const auto& mappings = processes[0].image.mappings;
  for (const Event& event : drain(*processes[0].program).events) {
    EXPECT_TRUE(std::any_of(mappings.begin(), mappings.end(), [&](const InitialMapping& m) {
      return event.va >= m.start && event.va + event.size <= m.start + m.length;
    })) << event;
  }
}

TEST_P(EveryPattern, IsTheSameForTheSameSeedAndHasItsLength) {
  const auto first = events_of(GetParam());
  EXPECT_EQ(first, events_of(GetParam()));
  EXPECT_EQ(first.size(), 5000U);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, EveryPattern,
    ::testing::Values("sequential:footprint=100KiB,size=24,accesses=5000,base=0x12345",
                      "stride:footprint=100000,stride=4097,accesses=5000",
                      "uniform:footprint=10001,size=3,accesses=5000",
                      "zipf:footprint=1MiB,accesses=5000,alpha=1.2",
                      "zipf:footprint=4TiB,accesses=5000", "chase:footprint=4TiB,accesses=5000",
                      "chase:footprint=1000,node=64,accesses=5000",
                      "phased:footprint=99999,phases=7,accesses=5000",
                      "mix:accesses=5000,2*[zipf],3*[chase:base=0x10000000,footprint=1MiB]"),
    [](const auto& kind) { return std::to_string(kind.index); });

TEST(Pattern, AnotherSeedIsAnotherSequence) {
  for (const std::string kind : {"uniform", "zipf", "chase", "phased"}) {
    EXPECT_NE(addresses(kind + ":accesses=100,seed=1"), addresses(kind + ":accesses=100,seed=2"))
        << kind;
  }
}

TEST(Pattern, TheSequencesAreThoseOfEveryOtherPlatform) {
  const auto uniform = addresses("uniform:accesses=2,base=0");
  const auto zipf = addresses("zipf:accesses=2,base=0");
  const auto chase = addresses("chase:accesses=2,base=0");
  EXPECT_EQ(uniform, (std::vector<std::uint64_t>{47172280, 34925904}));
  EXPECT_EQ(zipf, (std::vector<std::uint64_t>{17463376, 47646272}));
  EXPECT_EQ(chase, (std::vector<std::uint64_t>{40426368, 65862720}));
}

}  // namespace
}  // namespace vapa
