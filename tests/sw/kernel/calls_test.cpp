// mmap and its family, with the answers and the areas of Linux.

#include <gtest/gtest.h>

#include "rig.hpp"

namespace vapa::test {
namespace {

using kernel::Signal;

TEST(Mmap, ItIsLazy) {
  Rig rig;
  Task& task = rig.run();
  const std::uint64_t tables = rig.stat("table_frames");
  rig.map(512 * MiB);
  EXPECT_EQ(rig.stat("table_frames"), tables);
  EXPECT_EQ(task.space->resident, 0U);
  EXPECT_EQ(rig.faults(), 0U);
}

TEST(Mmap, ThePlaceIsTopDownAndNewMappingsMergeWithTheLast) {
  Rig rig;
  rig.run();
  const std::uint64_t first = rig.map(page);
  const std::uint64_t second = rig.map(2 * page);
  EXPECT_EQ(second, first - 2 * page);
  EXPECT_EQ(rig.areas(), 1U);
  EXPECT_LT(first, std::uint64_t{1} << 47U);
  EXPECT_GT(first, (std::uint64_t{1} << 47U) - 256 * MiB);
}

TEST(Mmap, AHintIsTakenWhenItIsFree) {
  Rig rig;
  rig.run();
  EXPECT_EQ(rig.mmap(somewhere, page), static_cast<std::int64_t>(somewhere));
  EXPECT_NE(rig.mmap(somewhere, page), static_cast<std::int64_t>(somewhere));
}

TEST(Mmap, LengthZeroIsEinval) {
  Rig rig;
  rig.run();
  EXPECT_EQ(rig.mmap(0, 0), -EINVAL);
  EXPECT_EQ(rig.mmap(0, page, rw, anon), -EINVAL) << "neither shared nor private";
  EXPECT_EQ(rig.mmap(somewhere + 1, page, rw, priv | anon | fixed), -EINVAL);
  EXPECT_EQ(rig.map_file(0, page, ro, priv, 1), -EINVAL) << "unaligned offset";
  EXPECT_EQ(rig.map_file(0, page, ro, priv), -EBADF) << "the process has no such file";
  EXPECT_EQ(rig.mmap(0, std::uint64_t{1} << 47U, ro), -ENOMEM);
}

TEST(Mmap, FixedReplacesAndNoReplaceRefuses) {
  Rig rig;
  Task& task = rig.run();
  rig.mmap(somewhere, 3 * page, rw, priv | anon | fixed);
  rig.sweep(somewhere, 3 * page, Op::store);
  EXPECT_EQ(rig.mmap(somewhere + page, page, rw, priv | anon | noreplace), -EEXIST);
  EXPECT_EQ(rig.mmap(somewhere + page, page, ro, priv | anon | fixed), somewhere + page);
  EXPECT_EQ(rig.areas(), 3U);
  EXPECT_EQ(task.space->resident, 2U) << "the replaced page is gone";
}

TEST(Mmap, OneImpossibleAllocationFailsAndNoReservePasses) {
  RigSetup setup;
  setup.memory = 16 * GiB;
  Rig rig(setup);
  Task& task = rig.run();
  EXPECT_EQ(rig.mmap(0, 128 * GiB), -ENOMEM);
  const std::uint64_t tables = rig.stat("table_frames");
  EXPECT_GT(rig.mmap(0, 128 * GiB, rw, priv | anon | noreserve), 0);
  EXPECT_EQ(task.space->resident, 0U);
  EXPECT_EQ(rig.stat("table_frames"), tables) << "no leaf tables, none at all";
}

TEST(Mmap, PopulateFaultsEverythingIn) {
  Rig rig;
  Task& task = rig.run();
  const std::uint64_t at = rig.map(10 * page, rw, priv | anon | populate);
  EXPECT_EQ(task.space->resident, 10U);
  EXPECT_EQ(rig.faults(), 10U);
  rig.sweep(at, 10 * page, Op::store);
  EXPECT_EQ(rig.faults(), 10U);
}

TEST(Munmap, OfTheMiddleLeavesTwoAreasAndRefillingMergesToOne) {
  Rig rig;
  rig.run();
  rig.mmap(somewhere, 3 * page);
  rig.sweep(somewhere, 3 * page, Op::store);
  EXPECT_EQ(rig.call(Syscall::munmap, somewhere + page, page), 0);
  EXPECT_EQ(rig.areas(), 2U);
  rig.mmap(somewhere + page, page, rw, priv | anon | fixed);
  EXPECT_EQ(rig.areas(), 1U);
}

TEST(Munmap, OverAHoleSucceedsAndUnalignedIsEinval) {
  Rig rig;
  rig.run();
  rig.mmap(somewhere, page);
  rig.mmap(somewhere + 2 * page, page);
  EXPECT_EQ(rig.call(Syscall::munmap, somewhere, 3 * page), 0);
  EXPECT_EQ(rig.areas(), 0U);
  EXPECT_EQ(rig.call(Syscall::munmap, somewhere, 3 * page), 0) << "nothing there";
  EXPECT_EQ(rig.call(Syscall::munmap, somewhere + 1, page), -EINVAL);
  EXPECT_EQ(rig.call(Syscall::munmap, somewhere, 0), -EINVAL);
}

TEST(Munmap, UseAfterItIsMaperr) {
  Rig rig;
  Task& task = rig.run();
  const std::uint64_t at = rig.map(page);
  rig.store(at);
  rig.call(Syscall::munmap, at, page);
  EXPECT_FALSE(rig.load(at));
  EXPECT_EQ(rig.death(task), Signal::segv_maperr);
}

TEST(Munmap, EmptyPageTablesAreFreed) {
  Rig rig;
  rig.run();
  const std::uint64_t tables = rig.stat("table_frames");
  rig.mmap(somewhere, page);
  rig.mmap(somewhere + 4 * page, page, ro);
  rig.store(somewhere);
  rig.load(somewhere + 4 * page);
  EXPECT_EQ(rig.stat("table_frames"), tables + 3);
  rig.call(Syscall::munmap, somewhere, page);
  EXPECT_EQ(rig.stat("table_frames"), tables + 3) << "the other area uses the same tables";
  rig.call(Syscall::munmap, somewhere + 4 * page, page);
  EXPECT_EQ(rig.stat("table_frames"), tables);
}

TEST(Brk, TheHeapBeginsBehindTheDataAndGrows) {
  Rig rig;
  rig.run(with_data());
  EXPECT_EQ(rig.call(Syscall::brk, 0), 0x601000);
  EXPECT_EQ(rig.call(Syscall::brk, 0x601001), 0x601001);
  EXPECT_TRUE(rig.store(0x601ff8));
  EXPECT_EQ(rig.call(Syscall::brk, 0x600000), 0x601001) << "not below its start";
}

TEST(Brk, ShrinkingFreesPagesAndTheRegrownRangeReadsZero) {
  Rig rig;
  Task& task = rig.run(with_data());
  rig.call(Syscall::brk, 0x604000);
  const auto frame = rig.store(0x603000);
  rig.machine.memory().write_word(*frame, 42, 8);
  rig.call(Syscall::brk, 0x602000);
  EXPECT_EQ(task.space->resident, 0U);
  rig.call(Syscall::brk, 0x604000);
  EXPECT_EQ(rig.machine.memory().read_word(*rig.load(0x603000), 8), 0U);
}

TEST(Brk, StopsAPageBelowTheNextArea) {
  Rig rig;
  rig.run(with_data());
  rig.mmap(0x610000, page, ro, priv | anon | fixed);
  EXPECT_EQ(rig.call(Syscall::brk, 0x60f000), 0x60f000);
  EXPECT_EQ(rig.call(Syscall::brk, 0x60f001), 0x60f000);
}

TEST(Merging, NeedsEqualRightsBackingAndContiguousOffset) {
  Rig rig;
  rig.run(image_with_file(100 * page));
  rig.map_file(somewhere, page, ro, priv | fixed, 0);
  rig.map_file(somewhere + page, page, ro, priv | fixed, page);
  EXPECT_EQ(rig.areas(), 1U) << "the file goes on";
  rig.map_file(somewhere + 2 * page, page, ro, priv | fixed, 5 * page);
  EXPECT_EQ(rig.areas(), 2U) << "the offset jumps";
  rig.map_file(somewhere + 3 * page, page, ro, shared | fixed, 6 * page);
  EXPECT_EQ(rig.areas(), 3U) << "shared is not private";
  rig.mmap(somewhere + 4 * page, page, ro, priv | anon | fixed);
  EXPECT_EQ(rig.areas(), 4U) << "anonymous is no file";
  rig.mmap(somewhere + 5 * page, page, ro, shared | anon | fixed);
  rig.mmap(somewhere + 6 * page, page, ro, shared | anon | fixed);
  EXPECT_EQ(rig.areas(), 6U) << "two shared memories are two objects";
}

TEST(Merging, TwoAreasThatBothHavePagesAreNotJoinedByFillingTheGap) {
  Rig rig;
  rig.run();
  rig.mmap(somewhere, page);
  rig.mmap(somewhere + 2 * page, page);
  rig.store(somewhere);
  rig.store(somewhere + 2 * page);
  rig.mmap(somewhere + page, page);
  EXPECT_EQ(rig.areas(), 2U);
}

TEST(Mmap, OnlyPrivateAnonymousMemoryGrowsDown) {
  constexpr std::uint64_t grows_down = 0x100;
  Rig rig;
  rig.run(image_with_file(page));
  EXPECT_EQ(rig.map_file(0, page, ro, priv | grows_down), -EINVAL);
  EXPECT_EQ(rig.mmap(0, page, rw, shared | anon | grows_down), -EINVAL);
  EXPECT_GT(rig.mmap(0, page, rw, priv | anon | grows_down), 0);
}

}  // namespace
}  // namespace vapa::test
