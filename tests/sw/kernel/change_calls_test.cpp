// mprotect and mremap, with the answers and the areas of Linux.

#include <gtest/gtest.h>

#include "rig.hpp"

namespace vapa::test {
namespace {

using kernel::Signal;

TEST(Mprotect, OfTheMiddleMakesThreeAreasAndBackMergesToOne) {
  Rig rig;
  rig.run();
  rig.mmap(somewhere, 3 * page);
  rig.sweep(somewhere, 3 * page, Op::store);
  EXPECT_EQ(rig.call(Syscall::mprotect, somewhere + page, page, ro), 0);
  EXPECT_EQ(rig.areas(), 3U);
  EXPECT_EQ(rig.call(Syscall::mprotect, somewhere + page, page, rw), 0);
  EXPECT_EQ(rig.areas(), 1U);
}

TEST(Mprotect, TakesTheRightAwayAndKeepsTheFrame) {
  Rig rig;
  rig.run();
  const std::uint64_t at = rig.map(page);
  const auto frame = rig.store(at);
  rig.call(Syscall::mprotect, at, page, 0);
  rig.call(Syscall::mprotect, at, page, ro);
  EXPECT_EQ(rig.load(at), frame);
  EXPECT_EQ(rig.faults(), 1U);
  EXPECT_FALSE(rig.store(at));
}

TEST(Mprotect, AnExclusivePageIsWritableAgainWithoutAFault) {
  Rig rig;
  rig.run();
  const std::uint64_t at = rig.map(page);
  const auto frame = rig.store(at);
  rig.call(Syscall::mprotect, at, page, ro);
  rig.call(Syscall::mprotect, at, page, rw);
  EXPECT_EQ(rig.store(at), frame);
  EXPECT_EQ(rig.faults(), 1U);
}

TEST(Mprotect, TheZeroPageStaysReadOnlyWhenTheAreaBecomesWritable) {
  Rig rig;
  rig.run();
  const std::uint64_t at = rig.map(page, ro);
  const auto zero = rig.load(at);
  rig.call(Syscall::mprotect, at, page, rw);
  EXPECT_NE(rig.store(at), zero);
  EXPECT_EQ(rig.faults(), 2U);
}

TEST(Mprotect, NoneHidesThePageFromTheHardware) {
  Rig rig;
  Task& task = rig.run();
  const std::uint64_t at = rig.map(page);
  rig.store(at);
  rig.call(Syscall::mprotect, at, page, 0);
  EXPECT_EQ(task.space->resident, 1U);
  EXPECT_FALSE(rig.load(at));
  EXPECT_EQ(rig.death(task), Signal::segv_accerr);
}

TEST(Mprotect, OverAHoleIsEnomemAndChangesWhatLiesBefore) {
  Rig rig;
  Task& task = rig.run();
  rig.mmap(somewhere, page);
  rig.mmap(somewhere + 2 * page, page);
  EXPECT_EQ(rig.call(Syscall::mprotect, somewhere, 3 * page, ro), -ENOMEM);
  EXPECT_EQ(rig.call(Syscall::mprotect, somewhere + page, page, ro), -ENOMEM);
  EXPECT_EQ(rig.call(Syscall::mprotect, somewhere + 1, page, ro), -EINVAL);
  EXPECT_TRUE(rig.store(somewhere + 2 * page));
  EXPECT_FALSE(rig.store(somewhere));
  EXPECT_EQ(rig.death(task), Signal::segv_accerr);
}

TEST(Mprotect, ThatMemoryCannotHoldChangesWhatLiesBefore) {
  Rig rig;
  rig.run();
  rig.mmap(somewhere, page, ro);
  rig.mmap(somewhere + page, 2 * GiB, ro, priv | anon | noreserve);
  rig.mmap(somewhere + page + 2 * GiB, 2 * GiB, ro);
  EXPECT_EQ(rig.call(Syscall::mprotect, somewhere, page + 4 * GiB, rw), -ENOMEM);
  EXPECT_TRUE(rig.store(somewhere));
  EXPECT_TRUE(rig.store(somewhere + page)) << "never counted";
  EXPECT_FALSE(rig.store(somewhere + page + 2 * GiB));
}

TEST(Mremap, MovesTheEntriesSameFramesNoFault) {
  Rig rig;
  rig.run();
  rig.mmap(somewhere, 2 * page);
  rig.mmap(somewhere + 2 * page, page, ro);
  const auto frame = rig.store(somewhere + page);
  EXPECT_EQ(rig.call(Syscall::mremap, somewhere, 2 * page, 4 * page, 0), -ENOMEM) << "blocked";
  const std::int64_t to = rig.call(Syscall::mremap, somewhere, 2 * page, 4 * page, 1);
  ASSERT_GT(to, 0);
  EXPECT_NE(to, static_cast<std::int64_t>(somewhere));
  EXPECT_EQ(rig.load(static_cast<std::uint64_t>(to) + page), frame);
  EXPECT_EQ(rig.faults(), 1U);
  EXPECT_FALSE(rig.load(somewhere));
}

TEST(Mremap, GrowsInPlaceWhereThereIsRoomAndShrinks) {
  Rig rig;
  rig.run();
  rig.mmap(somewhere, page);
  EXPECT_EQ(rig.call(Syscall::mremap, somewhere, page, 4 * page, 1), somewhere);
  EXPECT_EQ(rig.areas(), 1U);
  rig.sweep(somewhere, 4 * page, Op::store);
  EXPECT_EQ(rig.call(Syscall::mremap, somewhere, 4 * page, page, 0), somewhere);
  EXPECT_FALSE(rig.load(somewhere + page));
}

TEST(Mremap, OfNothingIsEfaultAndOfLengthZeroEinval) {
  Rig rig;
  rig.run();
  EXPECT_EQ(rig.call(Syscall::mremap, somewhere, page, 2 * page, 1), -EFAULT);
  rig.mmap(somewhere, page);
  EXPECT_EQ(rig.call(Syscall::mremap, somewhere, page, 0, 1), -EINVAL);
  EXPECT_EQ(rig.call(Syscall::mremap, somewhere + 1, page, page, 1), -EINVAL);
  EXPECT_EQ(rig.call(Syscall::mremap, somewhere, 2 * page, 3 * page, 1), -EFAULT);
  EXPECT_EQ(rig.call(Syscall::mremap, somewhere, page, page, 2, somewhere + MiB), -EINVAL)
      << "fixed needs may-move";
}

TEST(Mremap, WrongArgumentsAreToldBeforeAMissingArea) {
  Rig rig;
  rig.run();
  const auto fixed_at = [&](std::uint64_t target, std::uint64_t bytes) {
    return rig.call(Syscall::mremap, somewhere, 2 * page, bytes, 3, target);
  };
  for (int mapped = 0; mapped < 2; ++mapped) {
    EXPECT_EQ(fixed_at(somewhere + MiB + 1, 2 * page), -EINVAL) << "unaligned";
    EXPECT_EQ(fixed_at(somewhere + page, 2 * page), -EINVAL) << "overlaps";
    EXPECT_EQ(fixed_at(somewhere - page, 4 * GiB), -EINVAL) << "overlaps, beyond memory";
    EXPECT_EQ(rig.call(Syscall::mremap, somewhere, page, 256 * TiB, 1), -EINVAL) << "too long";
    rig.mmap(somewhere, 2 * page);
  }
}

TEST(Mremap, GrowthOfALockedAreaIsFaultedIn) {
  Rig rig;
  Task& task = rig.run();
  rig.mmap(somewhere, page);
  EXPECT_EQ(rig.call(Syscall::mlock, somewhere, page), 0);
  EXPECT_EQ(rig.call(Syscall::mremap, somewhere, page, 4 * page, 0), somewhere);
  EXPECT_EQ(task.space->resident, 4U);
  rig.mmap(somewhere + 4 * page, page, ro);
  EXPECT_GT(rig.call(Syscall::mremap, somewhere, 4 * page, 6 * page, 1), 0);
  EXPECT_EQ(task.space->resident, 6U);
  rig.mmap(0x20000000, page);
  EXPECT_EQ(rig.call({.name = Syscall::mlock, .number = 325, .args = {0x20000000, page, 1}}), 0);
  EXPECT_EQ(rig.call(Syscall::mremap, 0x20000000, page, 4 * page, 0), 0x20000000);
  EXPECT_EQ(task.space->resident, 6U) << "locked on fault";
}

TEST(Mremap, DontUnmapLeavesAnEmptyAreaBehind) {
  Rig rig;
  rig.run();
  rig.mmap(somewhere, page);
  const auto frame = rig.store(somewhere);
  EXPECT_EQ(rig.call(Syscall::mremap, somewhere, page, page, 4), -EINVAL) << "needs may-move";
  EXPECT_EQ(rig.call(Syscall::mremap, somewhere, page, 2 * page, 5), -EINVAL) << "keeps its size";
  const std::int64_t to = rig.call(Syscall::mremap, somewhere, page, page, 5);
  ASSERT_GT(to, 0);
  EXPECT_EQ(rig.load(static_cast<std::uint64_t>(to)), frame);
  EXPECT_NE(rig.store(somewhere), frame);
}

TEST(Mremap, OfNoPagesIsASecondMappingOfSharedMemory) {
  Rig rig;
  rig.run();
  rig.mmap(somewhere, page, rw, shared | anon);
  rig.mmap(somewhere + page, page);
  EXPECT_EQ(rig.call(Syscall::mremap, somewhere + page, 0, page, 1), -EINVAL) << "private";
  const auto frame = rig.store(somewhere);
  const std::int64_t second = rig.call(Syscall::mremap, somewhere, 0, page, 1);
  ASSERT_GT(second, 0);
  EXPECT_EQ(rig.load(static_cast<std::uint64_t>(second)), frame);
  EXPECT_EQ(rig.load(somewhere), frame);
}

TEST(Mprotect, GrowsDownReachesToTheBeginningOfAStack) {
  constexpr std::uint64_t grows_down = 0x100, down = 0x01000000;
  Rig rig;
  rig.run();
  rig.mmap(somewhere, 4 * page, ro, priv | anon | grows_down);
  EXPECT_EQ(rig.call(Syscall::mprotect, somewhere + 2 * page, page, rw | down), 0);
  EXPECT_TRUE(rig.store(somewhere));
  rig.mmap(0x20000000, page, ro);
  EXPECT_EQ(rig.call(Syscall::mprotect, 0x20000000, page, rw | down), -EINVAL);
}

}  // namespace
}  // namespace vapa::test
