#include "platform/sweep/cost.hpp"

#include <gtest/gtest.h>

#include "platform/sweep/tlb_area.hpp"

namespace vapa {
namespace {

/// One data TLB of 64 entries in 4 ways: 16 sets, 4 KiB pages only, 48-bit VA, 46-bit PA.
SystemConfig one_tlb() {
  SystemConfig config;
  config.paging.format = FormatName::x86_64_4;
  config.paging.pa_bits = 46;
  config.mmu.asid_bits = 12;
  config.mmu.itlb.enabled = config.mmu.l2tlb.enabled = false;
  config.mmu.dtlb.entries = 64;
  config.mmu.dtlb.ways = 4;
  config.mmu.dtlb.replacement = Replacement::random;
  config.mmu.dtlb.page_sizes = {Bytes{4096}};
  return config;
}

TEST(Cost, OfATlbIsThatOfItsEntries) {
  // tag 48 - 12 - 4 = 32, frame 46 - 12 = 34, asid 12, flags 8
  EXPECT_EQ(tlb_bits(one_tlb()), 64U * (32 + 34 + 12 + 8));
}

TEST(Cost, OfSeveralPageSizesIsAFieldThatTellsThem) {
  SystemConfig config = one_tlb();
  config.mmu.dtlb.page_sizes = {Bytes{1U << 30U}, Bytes{4096}, Bytes{2U << 20U}};
  EXPECT_EQ(tlb_bits(config), tlb_bits(one_tlb()) + 64U * 2);
}

TEST(Cost, OfReplacementIsPaidPerSet) {
  SystemConfig config = one_tlb();
  const auto extra = [&](Replacement policy) {
    config.mmu.dtlb.replacement = policy;
    return tlb_bits(config) - tlb_bits(one_tlb());
  };
  EXPECT_EQ(extra(Replacement::lru), 16U * 4 * 2);
  EXPECT_EQ(extra(Replacement::plru), 16U * 3);
  EXPECT_EQ(extra(Replacement::fifo), 16U * 2);
  EXPECT_EQ(extra(Replacement::srrip), 16U * 8);
}

TEST(Cost, OfFullAssociativityIsTheWholeTag) {
  SystemConfig config = one_tlb();
  config.mmu.dtlb.ways = 64;
  EXPECT_EQ(tlb_bits(config), tlb_bits(one_tlb()) + 64U * 4);
}

TEST(Cost, OfAFiveLevelFormatIsNineBitsOfTagMore) {
  SystemConfig config = one_tlb();
  config.paging.format = FormatName::x86_64_5;
  EXPECT_EQ(tlb_bits(config), tlb_bits(one_tlb()) + 64U * 9);
}

TEST(Cost, WithoutPagingIsNothing) {
  SystemConfig config = one_tlb();
  config.paging.format = FormatName::none;
  EXPECT_EQ(tlb_bits(config), 0U);
  EXPECT_EQ(walk_cache_bits(config), 0U);
}

TEST(Cost, OfWalkCachesCountsTheLevelsThatTheFormatHas) {
  SystemConfig config = one_tlb();
  auto& pwc = config.mmu.walker.pwc;
  pwc.level2 = {16, 4};
  pwc.level3 = pwc.level4 = {0, 1};
  pwc.level5 = {8, 8};
  // level 2: 4 sets, tag 48 - 21 - 2 = 25, table 46 - 12 = 34, asid 12, flags 5; LRU of 4 ways
  EXPECT_EQ(walk_cache_bits(config), 16U * (25 + 34 + 12 + 5) + 4U * 4 * 2);
  config.paging.format = FormatName::x86_64_5;
  EXPECT_EQ(walk_cache_bits(config),
            16U * (25 + 9 + 34 + 12 + 5) + 4U * 4 * 2 + 8U * (57 - 48 + 34 + 12 + 5) + 8U * 3);
  pwc.enabled = false;
  EXPECT_EQ(walk_cache_bits(config), 0U);
}

TEST(Cost, OfAreaIsSummedOverTheEnabledTlbs) {
  SystemConfig config = one_tlb();
  const TlbWidths widths{48, 46, 12};
  const double one = tlb_area(config.mmu.dtlb, widths).um2;
  EXPECT_NEAR(static_cast<double>(costs_of(config).tlb_area), one, 0.5);
  EXPECT_EQ(costs_of(config).tlb_area_extrapolated, 0U);
  EXPECT_EQ(costs_of(config).tlb_bits, tlb_bits(config));
  config.mmu.itlb = config.mmu.dtlb;
  EXPECT_NEAR(static_cast<double>(costs_of(config).tlb_area), 2 * one, 1);
}

TEST(Cost, OfAreaSaysHowMuchIsExtrapolated) {
  SystemConfig config = one_tlb();
  const std::uint64_t first = costs_of(config).tlb_area;
  config.mmu.l2tlb.enabled = true;
  config.mmu.l2tlb.entries = 1024;
  config.mmu.l2tlb.ways = 4;
  EXPECT_EQ(costs_of(config).tlb_area_extrapolated, costs_of(config).tlb_area - first);
  EXPECT_GT(costs_of(config).tlb_area_extrapolated, 10 * first);
  config.paging.format = FormatName::none;
  EXPECT_EQ(costs_of(config).tlb_area, 0U);
  EXPECT_EQ(costs_of(config).tlb_area_extrapolated, 0U);
}

}  // namespace
}  // namespace vapa
