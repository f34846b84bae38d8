// Traffic against closed forms.

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <string>

#include "core/dram/dram.hpp"

namespace vapa {
namespace {

DramConfig without_refresh() {
  DramConfig c;
  c.refresh = false;
  return c;
}

TEST(DramTraffic, ASequentialSweepOpensEachRowOnce) {
  const std::uint64_t bytes = std::uint64_t{1} << 26U;
  Dram dram(without_refresh(), 4.3, bytes);
  for (std::uint64_t a = 0; a < bytes; a += 64) {
    dram.access(PhysAddr{a}, 64, false, Cause::data, 0);
  }
  const DramStats& s = dram.stats();
  EXPECT_EQ(s.row_misses + s.row_conflicts, bytes / 8192);
  EXPECT_EQ(s.row_misses, 32U) << "the first row of each bank";
  EXPECT_EQ(s.row_hits, bytes / 64 - bytes / 8192);
}

TEST(DramTraffic, UniformRandomTrafficHitsOneInAsManyRowsAsABankHas) {
  const std::uint64_t bytes = 8 * (std::uint64_t{1} << 18U);  // eight rows of every bank
  Dram dram(without_refresh(), 4.3, bytes);
  std::mt19937_64 random(7);
  constexpr int accesses = 200'000;
  for (int i = 0; i < accesses; ++i) {
    dram.access(PhysAddr{random() % bytes}, 8, i % 3 == 0, Cause::data, 0);
  }
  const DramStats& s = dram.stats();
  EXPECT_EQ(s.row_misses, 32U);
  const double deviation = std::sqrt(accesses * (1.0 / 8) * (7.0 / 8));
  EXPECT_NEAR(static_cast<double>(s.row_hits), accesses / 8.0, 4 * deviation);
}

TEST(DramTraffic, EveryAccessIsCountedOnceInEachOfItsKinds) {
  Dram dram(DramConfig{}, 4.3, std::uint64_t{1} << 34U);
  std::mt19937_64 random(3);
  Cycle sum = 0;
  for (Cycle now = 0; now < 100'000; now += 10) {
    sum += dram.access(PhysAddr{random() % (std::uint64_t{1} << 34U)}, 64, random() % 2 == 0,
                       static_cast<Cause>(random() % cause_count), now);
  }
  const DramStats& s = dram.stats();
  EXPECT_EQ(s.reads + s.writes, 10'000U);
  EXPECT_EQ(s.row_hits + s.row_misses + s.row_conflicts, 10'000U);
  EXPECT_EQ(s.accesses[0] + s.accesses[1] + s.accesses[2] + s.accesses[3], 10'000U);
  EXPECT_EQ(s.cycles, sum);
}

TEST(DramTraffic, FourTebibytesAreAnsweredAsOneMebibyteIs) {
  Dram big(without_refresh(), 4.3, std::uint64_t{1} << 42U);
  Dram small(without_refresh(), 4.3, std::uint64_t{1} << 20U);
  const PhysAddr last_line{(std::uint64_t{1} << 42U) - 64};
  EXPECT_EQ(big.access(last_line, 64, false, Cause::data, 0),
            small.access(PhysAddr{0}, 64, false, Cause::data, 0));
  EXPECT_EQ(big.access(last_line, 64, false, Cause::data, 0),
            small.access(PhysAddr{0}, 64, false, Cause::data, 0));
}

TEST(DramTraffic, TheRegistryReadsTheCounters) {
  Dram dram(without_refresh(), 4.3, std::uint64_t{1} << 30U);
  Registry registry;
  registry.section("dram", dram);
  dram.access(PhysAddr{0}, 64, false, Cause::walk, 0);
  dram.access(PhysAddr{0}, 64, true, Cause::kernel, 0);
  std::map<std::string, std::uint64_t> values;
  for (const auto& counter : registry.counters()) values[counter.name] = *counter.value;
  EXPECT_EQ(values.at("dram.reads"), 1U);
  EXPECT_EQ(values.at("dram.writes"), 1U);
  EXPECT_EQ(values.at("dram.accesses.walk"), 1U);
  EXPECT_EQ(values.at("dram.accesses.kernel"), 1U);
  EXPECT_EQ(values.at("dram.row_misses"), 1U);
  EXPECT_EQ(values.at("dram.row_hits"), 1U);
  EXPECT_EQ(values.at("dram.cycles"), dram.stats().cycles);
}

}  // namespace
}  // namespace vapa
