// Latencies computed by hand from the data sheets' figures. At 4.3 GHz a clock of DDR4-3200
// (0.625 ns) is 2.6875 core cycles and one of DDR5-4800 (1/2.4 ns) 1.7917.

#include <gtest/gtest.h>

#include "core/dram/dram.hpp"

namespace vapa {
namespace {

constexpr std::uint64_t gib = std::uint64_t{1} << 30U;
constexpr PhysAddr first_row{0};
constexpr PhysAddr same_row{128};
/// 16 GiB in two channels of one rank: the row number begins at bit 6 + 1 + 7 + 4 = 18.
constexpr PhysAddr other_row_ddr4{std::uint64_t{1} << 18U};
/// Four subchannels, rows of 64 columns, 32 banks: 6 + 2 + 6 + 5 = 19.
constexpr PhysAddr other_row_ddr5{std::uint64_t{1} << 19U};

DramConfig bare(DramPart part) {
  DramConfig c;
  c.part = part;
  c.refresh = false;
  c.controller = 0;
  return c;
}

Cycle read(Dram& dram, PhysAddr pa) { return dram.access(pa, 64, false, Cause::data, 0); }
Cycle write(Dram& dram, PhysAddr pa) { return dram.access(pa, 64, true, Cause::data, 0); }

TEST(DramLatency, Ddr4MissesHitsAndConflicts) {
  Dram dram(bare(DramPart::ddr4_3200), 4.3, 16 * gib);
  EXPECT_EQ(read(dram, first_row), 129U) << "tRCD + CL + burst: 48 clocks, 30 ns";
  EXPECT_EQ(read(dram, same_row), 70U) << "CL + burst: 26 clocks, 16.25 ns, 69.875 cycles";
  EXPECT_EQ(read(dram, other_row_ddr4), 189U)
      << "tRP + tRCD + CL + burst: 70 clocks, 43.75 ns, 188.125 cycles";
  EXPECT_EQ(dram.stats().row_misses, 1U);
  EXPECT_EQ(dram.stats().row_hits, 1U);
  EXPECT_EQ(dram.stats().row_conflicts, 1U);
  EXPECT_EQ(dram.stats().cycles, 129U + 70U + 189U);
}

TEST(DramLatency, Ddr5MissesHitsAndConflicts) {
  Dram dram(bare(DramPart::ddr5_4800), 4.3, 32 * gib);
  EXPECT_EQ(read(dram, first_row), 156U) << "39 + 40 + 8 clocks: 36.25 ns, 155.875 cycles";
  EXPECT_EQ(read(dram, PhysAddr{256}), 86U) << "40 + 8 clocks: 20 ns";
  EXPECT_EQ(read(dram, other_row_ddr5), 226U) << "126 clocks: 52.5 ns, 225.75 cycles";
}

TEST(DramLatency, AWriteTakesTheWriteLatencyOfTheColumn) {
  Dram ddr4(bare(DramPart::ddr4_3200), 4.3, 16 * gib);
  EXPECT_EQ(write(ddr4, first_row), 113U) << "tRCD + CWL + burst: 42 clocks, 112.875 cycles";
  EXPECT_EQ(write(ddr4, same_row), 54U) << "CWL + burst: 20 clocks, 53.75 cycles";
  EXPECT_EQ(ddr4.stats().writes, 2U);
  EXPECT_EQ(ddr4.stats().reads, 0U);
  Dram ddr5(bare(DramPart::ddr5_4800), 2.4, 32 * gib);
  EXPECT_EQ(write(ddr5, first_row), 85U) << "39 + 38 + 8 clocks at the clock of the part";
}

TEST(DramLatency, AClosedRowIsAlwaysActivatedAndNeverInTheWay) {
  DramConfig c = bare(DramPart::ddr4_3200);
  c.policy = RowPolicy::closed;
  Dram dram(c, 4.3, 16 * gib);
  for (const PhysAddr pa : {first_row, same_row, other_row_ddr4, first_row}) {
    EXPECT_EQ(read(dram, pa), 129U);
  }
  EXPECT_EQ(dram.stats().row_misses, 4U);
}

TEST(DramLatency, BanksHoldTheirRowsOpenSideBySide) {
  Dram dram(bare(DramPart::ddr4_3200), 4.3, 16 * gib);
  const PhysAddr next_bank{std::uint64_t{1} << 14U};
  const PhysAddr next_channel{64};
  for (const PhysAddr pa : {first_row, next_bank, next_channel}) EXPECT_EQ(read(dram, pa), 129U);
  for (const PhysAddr pa : {first_row, next_bank, next_channel}) EXPECT_EQ(read(dram, pa), 70U);
}

TEST(DramLatency, TheControllerAddsItsTimeOnce) {
  DramConfig c = bare(DramPart::ddr4_3200);
  c.controller = 20;
  Dram dram(c, 1, 16 * gib);
  EXPECT_EQ(read(dram, first_row), 50U);
  EXPECT_EQ(read(dram, same_row), 37U) << "36.25 ns at 1 GHz end in the 37th cycle";
}

TEST(DramLatency, ALongerLineTakesOneBurstMoreForEvery64Bytes) {
  Dram dram(bare(DramPart::ddr4_3200), 1.6, 16 * gib);
  EXPECT_EQ(dram.access(first_row, 8, false, Cause::walk, 0), 48U)
      << "a part of a burst is a burst";
  EXPECT_EQ(dram.access(first_row, 64, false, Cause::data, 0), 26U);
  EXPECT_EQ(dram.access(first_row, 65, false, Cause::data, 0), 30U);
  EXPECT_EQ(dram.access(first_row, 256, false, Cause::data, 0), 38U);
}

TEST(DramLatency, AnAccessAcrossABurstTakesBoth) {
  Dram dram(bare(DramPart::ddr4_3200), 1.6, 16 * gib);
  dram.access(first_row, 8, false, Cause::data, 0);
  EXPECT_EQ(dram.access(first_row + 56, 8, false, Cause::data, 0), 26U);
  EXPECT_EQ(dram.access(first_row + 60, 8, false, Cause::data, 0), 30U);
  EXPECT_EQ(dram.access(first_row + 60, 64, false, Cause::data, 0), 30U);
}

TEST(DramLatency, RoundingOfAProductIsNoCycle) {
  DramConfig c;
  c.part = DramPart::fixed;
  c.latency = 110;  // 110 x 1.1 is 121.00000000000001 in binary
  Dram dram(c, 1.1, gib);
  EXPECT_EQ(read(dram, first_row), 121U);
}

TEST(DramLatency, TheFixedPartTakesItsLatencyWhateverHappens) {
  DramConfig c;
  c.part = DramPart::fixed;
  c.latency = 100;
  Dram at_1ghz(c, 1, gib);
  Dram at_4_3ghz(c, 4.3, gib);
  for (const PhysAddr pa : {first_row, same_row, other_row_ddr4}) {
    EXPECT_EQ(read(at_1ghz, pa), 100U);
    EXPECT_EQ(write(at_4_3ghz, pa), 430U);
  }
  EXPECT_EQ(at_1ghz.access(first_row, 64, false, Cause::data, 7800), 100U) << "no refresh";
  EXPECT_EQ(at_1ghz.stats().row_hits + at_1ghz.stats().row_misses, 0U);
}

}  // namespace
}  // namespace vapa
