// The mappings of a process, followed through its calls, against what Linux would show in
// /proc/PID/maps.
#include "sw/workload/capture/vma_map.hpp"

#include <gtest/gtest.h>

namespace vapa::recorder {
namespace {

using Range = std::array<std::uint64_t, 3>;  // start, end, prot

Call call(Syscall name, std::array<std::uint64_t, 6> args, std::int64_t result) {
  return {.name = name,
          .has_result = true,
          .number = 0,
          .args = args,
          .result = result,
          .file = Call::no_file};
}

std::vector<Range> ranges(const VmaMap& map) {
  std::vector<Range> all;
  for (const InitialMapping& m : map.mappings()) {
    all.push_back({m.start.value, m.start.value + m.length, m.prot});
  }
  return all;
}

constexpr std::int64_t at = 0x10000;

VmaMap sixteen_pages() {
  VmaMap map;
  map.apply(call(Syscall::mmap, {0, 0x10000, 3, 0x22, ~std::uint64_t{0}, 0}, at));
  return map;
}

TEST(VmaMap, AnMmapIsRoundedUpToPages) {
  VmaMap map;
  map.apply(call(Syscall::mmap, {0, 4097, 1, 2, 3, 0}, at));
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0x10000, 0x12000, 1}}));
}

TEST(VmaMap, ACallThatFailedChangesNothing) {
  VmaMap map = sixteen_pages();
  map.apply(call(Syscall::munmap, {0x10000, 0x10000}, -22));
  EXPECT_EQ(ranges(map).size(), 1U);
}

TEST(VmaMap, AnMunmapOfTheMiddleLeavesTwo) {
  VmaMap map = sixteen_pages();
  map.apply(call(Syscall::munmap, {0x14000, 0x4000}, 0));
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0x10000, 0x14000, 3}, {0x18000, 0x20000, 3}}));
}

TEST(VmaMap, AnMprotectOfTheMiddleMakesThree) {
  VmaMap map = sixteen_pages();
  map.apply(call(Syscall::mprotect, {0x14000, 0x4000, 1}, 0));
  EXPECT_EQ(ranges(map), (std::vector<Range>{
                             {0x10000, 0x14000, 3}, {0x14000, 0x18000, 1}, {0x18000, 0x20000, 3}}));
}

TEST(VmaMap, AFixedMmapReplacesAndASplitFileKeepsItsOffset) {
  VmaMap map;
  Call file = call(Syscall::mmap, {0, 0x4000, 5, 2, 3, 0x2000}, at);
  file.file = 0;
  map.apply(file);
  map.apply(call(Syscall::mmap, {0x11000, 0x1000, 3, 0x32, ~std::uint64_t{0}, 0}, 0x11000));
  const auto all = map.mappings();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1].file, Call::no_file);
  EXPECT_EQ(all[2].file, 0U);
  EXPECT_EQ(all[2].offset, 0x4000U);
}

TEST(VmaMap, AnMremapMovesAndResizes) {
  VmaMap map = sixteen_pages();
  map.apply(call(Syscall::mremap, {0x10000, 0x10000, 0x20000, 1}, 0x50000));
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0x50000, 0x70000, 3}}));
}

TEST(VmaMap, AnMremapMayLeaveTheOldMappingWhereItIs) {
  VmaMap map = sixteen_pages();
  map.apply(call(Syscall::mremap, {0x10000, 0x10000, 0x10000, 5}, 0x50000));
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0x10000, 0x20000, 3}, {0x50000, 0x60000, 3}}));
  map.apply(call(Syscall::mremap, {0x10000, 0, 0x10000, 1}, 0x70000));
  EXPECT_EQ(ranges(map).size(), 3U);
}

TEST(VmaMap, TheHeapFollowsTheBreakUpAndDown) {
  VmaMap map;
  map.apply(call(Syscall::brk, {0}, 0x35000));
  EXPECT_TRUE(ranges(map).empty());
  map.apply(call(Syscall::brk, {0x56000}, 0x56000));
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0x35000, 0x56000, 3}}));
  map.apply(call(Syscall::brk, {0x40001}, 0x40001));
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0x35000, 0x41000, 3}}));
  EXPECT_EQ(map.brk(), VirtAddr{0x40001});
}

TEST(VmaMap, AHeapOfSeveralPiecesBeginsWithTheLowest) {
  VmaMap map;
  map.apply(call(Syscall::brk, {0}, 0x30000));
  map.apply(call(Syscall::brk, {0x34000}, 0x34000));
  map.apply(call(Syscall::mprotect, {0x31000, 0x1000, 1}, 0));
  VmaMap child(map.mappings(), map.brk());
  child.apply(call(Syscall::brk, {0x36000}, 0x36000));
  EXPECT_EQ(
      ranges(child),
      (std::vector<Range>{{0x30000, 0x31000, 3}, {0x31000, 0x32000, 1}, {0x32000, 0x36000, 3}}));
  child.apply(call(Syscall::brk, {0x31000}, 0x31000));
  child.apply(call(Syscall::brk, {0x33000}, 0x33000));
  EXPECT_EQ(ranges(child), (std::vector<Range>{{0x30000, 0x33000, 3}}));
  child.apply(call(Syscall::brk, {0x30000}, 0x30000));
  EXPECT_TRUE(ranges(child).empty());
}

TEST(VmaMap, WhatIsOneMappingToLinuxIsOne) {
  VmaMap map = sixteen_pages();
  map.apply(call(Syscall::mmap, {0, 0x10000, 3, 0x22, ~std::uint64_t{0}, 0}, 0x20000));
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0x10000, 0x30000, 3}}));
  for (const std::uint64_t prot : {1U, 3U}) {
    for (std::uint64_t page = 0x10000; page < 0x30000; page += 0x1000) {
      map.apply(call(Syscall::mprotect, {page, 0x1000, prot}, 0));
    }
    EXPECT_EQ(ranges(map), (std::vector<Range>{{0x10000, 0x30000, prot}}));
  }
}

TEST(VmaMap, FilesAreOneMappingOnlyWhereTheFileGoesOn) {
  VmaMap map;
  std::int64_t next = at;
  for (const std::uint64_t page : {0U, 1U, 5U}) {
    Call file = call(Syscall::mmap, {0, 0x1000, 1, 2, 3, page << 12U}, next);
    file.file = 0;
    map.apply(file);
    next += 0x1000;
  }
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0x10000, 0x12000, 1}, {0x12000, 0x13000, 1}}));
}

TEST(VmaMap, WhatElseMmapWasAskedForStaysWithTheMapping) {
  VmaMap map;
  map.apply(call(Syscall::mmap, {0, 0x1000, 3, 0x21, ~std::uint64_t{0}, 0}, 0x10000));
  map.apply(call(Syscall::mmap, {0, 0x1000, 3, 0x4122, ~std::uint64_t{0}, 0}, 0x20000));
  const auto all = map.mappings();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].flags, mapping_shared);
  EXPECT_EQ(all[1].flags, mapping_grows_down | mapping_no_reserve);
}

TEST(VmaMap, TheStackGrowsDownToWhereItIsTouched) {
  VmaMap map({{.start = VirtAddr{0x70000},
               .length = 0x1000,
               .prot = 3,
               .kind = InitialMapping::Kind::stack}});
  map.grow_stack(VirtAddr{0x6d123});
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0x6d000, 0x71000, 3}}));
}

}  // namespace
}  // namespace vapa::recorder
