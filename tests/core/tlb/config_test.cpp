// What the configuration of a TLB refuses, by key.

#include "core/tlb/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/tlb/make.hpp"

namespace vapa {
namespace {

std::vector<std::string> wrong_keys(const TlbConfig& c) {
  Problems problems;
  problems.section("mmu.dtlb", c);
  std::vector<std::string> keys;
  for (const auto& p : problems.list()) keys.push_back(p.key);
  return keys;
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TlbConfig, DefaultsAndUsualShapesAreValid) {
  EXPECT_THAT(wrong_keys(TlbConfig{}), IsEmpty());
  EXPECT_THAT(wrong_keys(tlb_of(1536, 12)), IsEmpty());
  EXPECT_THAT(wrong_keys(tlb_of(7, 7)), IsEmpty()) << "fully associative";
  EXPECT_THAT(wrong_keys(tlb_of(1, 1)), IsEmpty());
  EXPECT_THAT(wrong_keys(tlb_of(1U << 20U, 4)), IsEmpty());
}

TEST(TlbConfig, EntriesHaveBounds) {
  EXPECT_THAT(wrong_keys(tlb_of(0, 1)), ElementsAre("mmu.dtlb.entries"));
  EXPECT_THAT(wrong_keys(tlb_of((1U << 20U) + 1, 1)), ElementsAre("mmu.dtlb.entries"));
}

TEST(TlbConfig, WaysDivideEntriesIntoAPowerOfTwoOfSets) {
  EXPECT_THAT(wrong_keys(tlb_of(64, 0)), ElementsAre("mmu.dtlb.ways"));
  EXPECT_THAT(wrong_keys(tlb_of(64, 65)), ElementsAre("mmu.dtlb.ways"));
  EXPECT_THAT(wrong_keys(tlb_of(64, 128)), ElementsAre("mmu.dtlb.ways"));
  EXPECT_THAT(wrong_keys(tlb_of(64, 3)), ElementsAre("mmu.dtlb.ways"));
  EXPECT_THAT(wrong_keys(tlb_of(48, 4)), ElementsAre("mmu.dtlb.ways")) << "12 sets";
  EXPECT_THAT(wrong_keys(tlb_of(65, 4)), ElementsAre("mmu.dtlb.ways")) << "one entry too many";
}

TEST(TlbConfig, TreePlruNeedsAPowerOfTwoOfWays) {
  const auto sizes = three_sizes();
  EXPECT_THAT(wrong_keys(tlb_of(48, 12, sizes, Replacement::plru)),
              ElementsAre("mmu.dtlb.replacement"));
  EXPECT_THAT(wrong_keys(tlb_of(48, 12, sizes, Replacement::srrip)), IsEmpty());
  EXPECT_THAT(wrong_keys(tlb_of(64, 4, sizes, Replacement::plru)), IsEmpty());
}

TEST(TlbConfig, PageSizesArePowersOfTwoAndAtLeastOne) {
  EXPECT_THAT(wrong_keys(tlb_of(64, 4, {})), ElementsAre("mmu.dtlb.page_sizes"));
  EXPECT_THAT(wrong_keys(tlb_of(64, 4, {Bytes{4096}, Bytes{5000}})),
              ElementsAre("mmu.dtlb.page_sizes"));
  EXPECT_THAT(wrong_keys(tlb_of(64, 4, {Bytes{0}})), ElementsAre("mmu.dtlb.page_sizes"));
  EXPECT_THAT(wrong_keys(tlb_of(64, 4, {Bytes{8}})), ElementsAre("mmu.dtlb.page_sizes"))
      << "smaller than any page";
  EXPECT_THAT(wrong_keys(tlb_of(64, 4, {Bytes{16}})), IsEmpty());
}

TEST(TlbConfig, ATlbThatDoesNotExistIsNotJudged) {
  TlbConfig c = tlb_of(0, 0, {});
  c.enabled = false;
  EXPECT_THAT(wrong_keys(c), IsEmpty());
}

TEST(TlbConfig, EveryFieldIsDescribedOnce) {
  TlbConfig c;
  Schema schema;
  schema.section("tlb", c);
  std::vector<std::string> keys;
  for (const Field& f : schema.fields()) keys.push_back(f.key);
  EXPECT_THAT(keys, ElementsAre("tlb.enabled", "tlb.entries", "tlb.ways", "tlb.latency",
                                "tlb.replacement", "tlb.page_sizes"));
}

}  // namespace
}  // namespace vapa
