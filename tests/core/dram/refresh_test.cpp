// Refresh as a function of time. At 1 GHz DDR4-3200 has tREFI = 7800 and tRFC = 350 cycles; the
// first refresh of rank 0 ends at 7800, so that time 0 is outside.

#include <gtest/gtest.h>

#include "core/dram/dram.hpp"

namespace vapa {
namespace {

constexpr std::uint64_t memory = std::uint64_t{1} << 34U;
constexpr Cycle hit = 17;   // 16.25 ns
constexpr Cycle miss = 30;  // 30 ns

DramConfig config() {
  DramConfig c;
  c.controller = 0;
  return c;
}

Cycle read_at(Dram& dram, Cycle now, PhysAddr pa = {}) {
  return dram.access(pa, 64, false, Cause::data, now);
}

TEST(DramRefresh, AnAccessWaitsForTheEndOfARefreshAndFindsItsRowClosed) {
  Dram dram(config(), 1, memory);
  EXPECT_EQ(read_at(dram, 0), miss);
  EXPECT_EQ(read_at(dram, 7449), hit);
  EXPECT_EQ(dram.stats().refresh_stalls, 0U);
  EXPECT_EQ(read_at(dram, 7450), 350 + miss);
  EXPECT_EQ(read_at(dram, 7799), 1 + hit) << "opened by the access that waited";
  EXPECT_EQ(read_at(dram, 7800), hit);
  EXPECT_EQ(dram.stats().refresh_stalls, 2U);
  EXPECT_EQ(dram.stats().refresh_cycles, 351U);
}

TEST(DramRefresh, ARefreshThatNoAccessMetClosesTheRowToo) {
  Dram dram(config(), 1, memory);
  read_at(dram, 0);
  EXPECT_EQ(read_at(dram, 7000), hit);
  EXPECT_EQ(read_at(dram, 8000), miss);
  EXPECT_EQ(read_at(dram, 8000 + 10 * 7800), miss);
}

TEST(DramRefresh, TakesItsShareOfTime) {
  Dram dram(config(), 1, memory);
  constexpr Cycle periods = 3;
  for (Cycle now = 0; now < periods * 7800; ++now) read_at(dram, now);
  EXPECT_EQ(dram.stats().refresh_stalls, periods * 350);
  EXPECT_EQ(dram.stats().refresh_cycles, periods * (350 * 351 / 2));
  EXPECT_EQ(dram.stats().row_misses, periods + 1) << "one after each refresh and the first";
}

TEST(DramRefresh, RanksTakeTurns) {
  DramConfig c = config();
  c.ranks = 2;
  Dram dram(c, 1, memory);
  const PhysAddr rank1{std::uint64_t{1} << 18U};  // 6 + channel 1 + column 7 + bank 4
  read_at(dram, 0);
  read_at(dram, 0, rank1);
  EXPECT_EQ(read_at(dram, 7450), 350 + miss);
  EXPECT_EQ(read_at(dram, 3550, rank1), 350 + miss) << "half of tREFI earlier";
  EXPECT_EQ(dram.stats().refresh_stalls, 2U);
}

TEST(DramRefresh, Ddr5RefreshesTwiceAsOften) {
  DramConfig c = config();
  c.part = DramPart::ddr5_4800;
  Dram dram(c, 1, memory);
  for (Cycle now = 0; now < 7800; ++now) read_at(dram, now);
  EXPECT_EQ(dram.stats().refresh_stalls, 2U * 295);
}

TEST(DramRefresh, SwitchedOffItNeverHappens) {
  DramConfig c = config();
  c.refresh = false;
  Dram dram(c, 1, memory);
  for (Cycle now = 0; now < 20000; ++now) read_at(dram, now);
  EXPECT_EQ(dram.stats().refresh_stalls, 0U);
  EXPECT_EQ(dram.stats().row_misses, 1U);
}

TEST(DramRefresh, ACoreThatLagsBehindGetsAnAnswerThatDependsOnTimeAlone) {
  Dram dram(config(), 1, memory);
  read_at(dram, 100'000);
  EXPECT_EQ(read_at(dram, 7450), 350 + miss);
  EXPECT_EQ(read_at(dram, 100'000), miss);
  EXPECT_EQ(read_at(dram, 99'990), hit) << "between the same two refreshes";
}

}  // namespace
}  // namespace vapa
