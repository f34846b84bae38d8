// The parts of the kernel by themselves: allocator, areas, identifiers.

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "rig.hpp"
#include "sw/kernel/asid.hpp"
#include "sw/kernel/frame_allocator.hpp"
#include "sw/kernel/vma_map.hpp"

namespace vapa::test {
namespace {

using kernel::AsidAllocator;
using kernel::AsidHolder;
using kernel::FrameAllocator;
using kernel::OutOfMemory;
using kernel::PageRange;
using kernel::Ppn;
using kernel::Vma;
using kernel::VmaMap;
using kernel::Vpn;

TEST(FrameAllocatorTest, BlocksAreAlignedToTheirSizeAndNeverOverlap) {
  FrameAllocator allocator(1000);
  const std::uint64_t blocks = allocator.free_blocks();
  std::mt19937 random(3);
  std::map<std::uint64_t, unsigned> taken;
  for (int n = 0; n < 3000; ++n) {
    if (random() % 2 == 0 && !taken.empty()) {
      const auto it = std::next(taken.begin(), static_cast<long>(random() % taken.size()));
      allocator.free(Ppn{it->first}, it->second);
      taken.erase(it);
      continue;
    }
    const auto order = static_cast<unsigned>(random() % 5);
    try {
      const std::uint64_t first = allocator.allocate(order).value;
      ASSERT_EQ(first % (1U << order), 0U);
      ASSERT_LE(first + (1U << order), 1000U);
      const auto next = taken.lower_bound(first);
      ASSERT_TRUE(next == taken.end() || next->first >= first + (1U << order));
      ASSERT_TRUE(next == taken.begin() ||
                  std::prev(next)->first + (1U << std::prev(next)->second) <= first);
      taken.emplace(first, order);
    } catch (const OutOfMemory&) {
      ASSERT_LT(allocator.free_frames(), 1000U);
    }
  }
  for (const auto& [first, order] : taken) allocator.free(Ppn{first}, order);
  EXPECT_EQ(allocator.free_frames(), 1000U);
  EXPECT_EQ(allocator.free_blocks(), blocks) << "everything coalesced";
}

TEST(FrameAllocatorTest, EveryFrameCanBeGivenOutAndOneMoreIsTooMany) {
  FrameAllocator allocator(37);
  for (int n = 0; n < 37; ++n) allocator.allocate(0);
  EXPECT_THROW(allocator.allocate(0), OutOfMemory);
}

TEST(FrameAllocatorTest, AGibibytePageIsContiguous) {
  FrameAllocator allocator(std::uint64_t{1} << 40U);
  allocator.allocate(0);
  EXPECT_EQ(allocator.allocate(18).value % (1U << 18U), 0U);
  EXPECT_LT(allocator.free_blocks(), 64U) << "a petabyte costs a few blocks";
}

Vma area(std::uint64_t first, std::uint64_t end) {
  Vma vma;
  vma.pages = {Vpn{first}, Vpn{end}};
  vma.offset = first;
  return vma;
}

TEST(VmaMapTest, FindGivesTheAreaOrTheNextAbove) {
  VmaMap map;
  map.insert(area(10, 20));
  map.insert(area(30, 40));
  EXPECT_EQ(map.find(Vpn{9}), nullptr);
  EXPECT_NE(map.find(Vpn{10}), nullptr);
  EXPECT_NE(map.find(Vpn{19}), nullptr);
  EXPECT_EQ(map.find(Vpn{20}), nullptr);
  EXPECT_EQ(map.find_or_next(Vpn{20})->pages.first, Vpn{30});
  EXPECT_EQ(map.find_or_next(Vpn{40}), nullptr);
  EXPECT_EQ(map.before(Vpn{30})->pages.end, Vpn{20});
  EXPECT_EQ(map.before(Vpn{15}), nullptr) << "an area across the page does not lie before it";
}

TEST(VmaMapTest, TheHighestGapIsFoundAndKeepsTheGuardBelowAStack) {
  VmaMap map;
  map.insert(area(10, 20));
  Vma stack = area(90, 100);
  stack.flags = kernel::vma_grows_down;
  map.insert(stack);
  const PageRange bounds{Vpn{0}, Vpn{95}};
  EXPECT_EQ(map.gap_below(bounds, 5, 0, 0), Vpn{85});
  EXPECT_EQ(map.gap_below(bounds, 5, 0, 16), Vpn{69});
  EXPECT_EQ(map.gap_below(bounds, 5, 3, 0), Vpn{80});
  EXPECT_EQ(map.gap_below(bounds, 71, 0, 0), std::nullopt);
  EXPECT_EQ(map.gap_below({Vpn{0}, Vpn{25}}, 10, 0, 0), Vpn{0});
}

TEST(AsidAllocatorTest, TwoSpacesThatRunNeverShareAnIdentifier) {
  AsidAllocator allocator(2, 2);
  std::vector<AsidHolder> spaces(7);
  std::array<AsidHolder*, 2> running{};
  std::mt19937 random(5);
  for (int n = 0; n < 500; ++n) {
    const CoreId core{static_cast<std::uint16_t>(random() % 2)};
    AsidHolder* next = &spaces[random() % spaces.size()];
    if (running[1U - core.value] == next) continue;
    running[core.value] = nullptr;
    allocator.assign(*next, running);
    running[core.value] = next;
    ASSERT_NE(next->asid.value, 0U);
    ASSERT_LT(next->asid.value, 4U);
    if (running[0] != nullptr && running[1] != nullptr) {
      ASSERT_NE(running[0]->asid, running[1]->asid);
    }
  }
  EXPECT_GT(allocator.rounds(), 0U);
}

TEST(AsidAllocatorTest, FewerIdentifiersThanCoresAreNone) {
  EXPECT_FALSE(AsidAllocator(0, 1).enabled());
  EXPECT_FALSE(AsidAllocator(1, 2).enabled());
  EXPECT_TRUE(AsidAllocator(1, 1).enabled());
  EXPECT_TRUE(AsidAllocator(2, 3).enabled());
}

}  // namespace
}  // namespace vapa::test
