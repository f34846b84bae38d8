// The mapping of addresses to places is a bijection, and its bits lie as its name says.

#include "core/dram/mapping.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace vapa {
namespace {

constexpr std::uint64_t burst = DramTiming::burst_bytes;

struct Machine {
  DramPart part;
  DramMapping mapping;
  std::uint32_t channels;
  std::uint32_t ranks;
};

std::vector<Machine> machines() {
  std::vector<Machine> all;
  for (const DramPart part : {DramPart::ddr4_3200, DramPart::ddr5_4800}) {
    for (unsigned mapping = 0; mapping < enum_names(DramMapping{}).size(); ++mapping) {
      for (const std::uint32_t channels : {1U, 2U, 8U}) {
        for (const std::uint32_t ranks : {1U, 4U}) {
          all.push_back({part, static_cast<DramMapping>(mapping), channels, ranks});
        }
      }
    }
  }
  return all;
}

DramConfig config_of(const Machine& m) {
  DramConfig c;
  c.part = m.part;
  c.mapping = m.mapping;
  c.channels = m.channels;
  c.ranks = m.ranks;
  return c;
}

DramMap map_of(const Machine& m, std::uint64_t memory) {
  return {config_of(m), timing_of(m.part), memory};
}

std::uint64_t number_of(const DramMap& map, const DramPlace& p) {
  return (((p.row * map.channels() + p.channel) * map.ranks() + p.rank) * map.banks() + p.bank) *
             map.columns() +
         p.column;
}

TEST(DramMapping, EveryBurstHasAPlaceOfItsOwnAndBack) {
  for (const Machine& m : machines()) {
    const std::uint64_t memory = std::uint64_t{1} << 25U;
    const DramMap map = map_of(m, memory);
    std::vector<bool> taken(memory / burst);
    for (std::uint64_t a = 0; a < memory; a += burst) {
      const DramPlace place = map.place(PhysAddr{a});
      ASSERT_EQ(map.address(place).value, a);
      const std::uint64_t number = number_of(map, place);
      ASSERT_LT(number, taken.size());
      ASSERT_FALSE(taken[number]);
      taken[number] = true;
    }
  }
}

TEST(DramMapping, HoldsForTerabytes) {
  std::mt19937_64 random(1);
  for (const Machine& m : machines()) {
    const std::uint64_t memory = std::uint64_t{1} << 42U;
    const DramMap map = map_of(m, memory);
    EXPECT_EQ(map.rows() * map.channels() * map.ranks() * map.banks() * map.columns() * burst,
              memory);
    for (int i = 0; i < 1000; ++i) {
      const PhysAddr pa{random() % memory};
      EXPECT_EQ(map.address(map.place(pa)), pa.align_down(6));
    }
  }
}

TEST(DramMapping, BytesOfABurstStayTogether) {
  for (const Machine& m : machines()) {
    const DramMap map = map_of(m, std::uint64_t{1} << 30U);
    EXPECT_EQ(map.place(PhysAddr{4096}), map.place(PhysAddr{4096 + burst - 1}));
    EXPECT_NE(map.place(PhysAddr{4096}), map.place(PhysAddr{4096 + burst}));
  }
}

TEST(DramMapping, NeighbouringLinesAlternateChannelsThenFillTheRow) {
  const DramMap map = map_of({DramPart::ddr4_3200, DramMapping::row_rank_bank_column_channel, 2, 1},
                             std::uint64_t{1} << 34U);
  EXPECT_EQ(map.place(PhysAddr{64}), (DramPlace{.channel = 1}));
  EXPECT_EQ(map.place(PhysAddr{128}), (DramPlace{.column = 1}));
  EXPECT_EQ(map.place(PhysAddr{2 * 8192}), (DramPlace{.bank = 1})) << "a row of each channel later";
  EXPECT_EQ(map.place(PhysAddr{16 * 2 * 8192}), (DramPlace{.row = 1}));
}

TEST(DramMapping, NeighbouringLinesAlternateChannelsThenBanks) {
  const DramMap map = map_of({DramPart::ddr4_3200, DramMapping::row_column_rank_bank_channel, 2, 2},
                             std::uint64_t{1} << 34U);
  EXPECT_EQ(map.place(PhysAddr{64}), (DramPlace{.channel = 1}));
  EXPECT_EQ(map.place(PhysAddr{128}), (DramPlace{.bank = 1}));
  EXPECT_EQ(map.place(PhysAddr{16 * 128}), (DramPlace{.rank = 1}));
  EXPECT_EQ(map.place(PhysAddr{2 * 16 * 128}), (DramPlace{.column = 1}));
}

TEST(DramMapping, WithoutInterleavingABankIsAStretchOfMemory) {
  const std::uint64_t memory = std::uint64_t{1} << 34U;
  const DramMap map =
      map_of({DramPart::ddr4_3200, DramMapping::channel_rank_bank_row_column, 2, 1}, memory);
  EXPECT_EQ(map.place(PhysAddr{64}), (DramPlace{.column = 1}));
  EXPECT_EQ(map.place(PhysAddr{8192}), (DramPlace{.row = 1}));
  EXPECT_EQ(map.place(PhysAddr{memory / 32}), (DramPlace{.bank = 1}));
  EXPECT_EQ(map.place(PhysAddr{memory / 2}), (DramPlace{.channel = 1}));
}

TEST(DramMapping, AChannelOfDdr5IsTwo) {
  const DramMap map = map_of({DramPart::ddr5_4800, DramMapping::row_rank_bank_column_channel, 2, 1},
                             std::uint64_t{1} << 35U);
  EXPECT_EQ(map.channels(), 4U);
  EXPECT_EQ(map.rows(), 65536U) << "16 Gb x8 chips have 2^16 rows";
}

TEST(DramMapping, TheRowsOfTheDefaultMemoryAreThoseOfThePart) {
  const DramMap map = map_of({DramPart::ddr4_3200, DramMapping::row_rank_bank_column_channel, 2, 1},
                             std::uint64_t{1} << 34U);
  EXPECT_EQ(map.rows(), 65536U) << "8 Gb x8 chips have 2^16 rows";
}

TEST(DramMapping, AMemorySmallerThanARowOfEveryBankHasOneRow) {
  const DramMap map =
      map_of({DramPart::ddr4_3200, DramMapping::row_rank_bank_column_channel, 2, 1}, 4096);
  EXPECT_EQ(map.rows(), 1U);
}

}  // namespace
}  // namespace vapa
