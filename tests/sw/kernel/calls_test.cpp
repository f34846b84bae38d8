// mmap and its family, with the answers and the areas of Linux.

#include <gtest/gtest.h>

#include "rig.hpp"

namespace vapa::test {
namespace {

using kernel::Signal;

constexpr std::uint64_t page = 4 * KiB;
constexpr std::uint64_t somewhere = 0x10000000;

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

ProcessImage with_data() {
  ProcessImage image;
  image.mappings.push_back({.start = VirtAddr{0x600000},
                            .length = page,
                            .prot = prot_read | prot_write,
                            .kind = InitialMapping::Kind::data});
  return image;
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

TEST(Brk, StopsAtTheNextArea) {
  Rig rig;
  rig.run(with_data());
  rig.mmap(0x610000, page, ro, priv | anon | fixed);
  EXPECT_EQ(rig.call(Syscall::brk, 0x610000), 0x610000);
  EXPECT_EQ(rig.call(Syscall::brk, 0x610001), 0x610000);
}

TEST(Madvise, DontNeedMakesAnonymousMemoryZeroAgain) {
  Rig rig;
  Task& task = rig.run();
  const std::uint64_t at = rig.map(4 * page);
  rig.machine.memory().write_word(*rig.store(at), 42, 8);
  EXPECT_EQ(rig.call(Syscall::madvise, at, 4 * page, 4), 0);
  EXPECT_EQ(task.space->resident, 0U);
  EXPECT_EQ(rig.machine.memory().read_word(*rig.load(at), 8), 0U);
}

TEST(Madvise, DontNeedRevertsAPrivateFileToTheFile) {
  Rig rig;
  rig.run(image_with_file(page));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, page, rw, priv));
  const auto file = rig.load(at);
  EXPECT_NE(rig.store(at), file);
  rig.call(Syscall::madvise, at, page, 4);
  EXPECT_EQ(rig.load(at), file);
}

TEST(Madvise, FreeKeepsTheContentUntilReclaim) {
  Rig rig;
  rig.run();
  const std::uint64_t at = rig.map(page);
  const auto frame = rig.store(at);
  EXPECT_EQ(rig.call(Syscall::madvise, at, page, 8), 0);
  EXPECT_EQ(rig.load(at), frame);
  EXPECT_EQ(rig.store(at), frame);
  EXPECT_EQ(rig.faults(), 1U);
}

TEST(Madvise, HolesAreToldAfterTheRestIsDone) {
  Rig rig;
  Task& task = rig.run();
  rig.mmap(somewhere, page);
  rig.store(somewhere);
  EXPECT_EQ(rig.call(Syscall::madvise, somewhere, 2 * page, 4), -ENOMEM);
  EXPECT_EQ(task.space->resident, 0U);
  EXPECT_EQ(rig.call(Syscall::madvise, somewhere + 1, page, 4), -EINVAL);
}

TEST(Mlock, FaultsEverythingInAndForbidsDontNeed) {
  Rig rig;
  Task& task = rig.run();
  const std::uint64_t at = rig.map(4 * page);
  EXPECT_EQ(rig.call(Syscall::mlock, at, 4 * page), 0);
  EXPECT_EQ(task.space->resident, 4U);
  EXPECT_EQ(rig.call(Syscall::madvise, at, page, 4), -EINVAL);
  EXPECT_EQ(rig.call(Syscall::munlock, at, 4 * page), 0);
  EXPECT_EQ(rig.call(Syscall::madvise, at, page, 4), 0);
  EXPECT_EQ(rig.call(Syscall::mlock, somewhere, page), -ENOMEM);
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

Call recorded(Syscall name, std::array<std::uint64_t, 6> args, std::int64_t result) {
  return {.name = name, .has_result = true, .args = args, .result = result};
}

TEST(Recorded, AMappingGoesWhereTheRecordSays) {
  Rig rig;
  rig.run();
  EXPECT_EQ(rig.call(recorded(Syscall::mmap, {0, page, rw, priv | anon, 0, 0}, 0x4835000)),
            0x4835000);
  EXPECT_TRUE(rig.store(0x4835000));
  EXPECT_EQ(rig.stat("call_mismatches"), 0U) << "a kernel is free in where it maps";
}

TEST(Recorded, AFailureIsNotPerformed) {
  Rig rig;
  rig.run();
  EXPECT_EQ(rig.call(recorded(Syscall::mmap, {0, page, rw, priv | anon, 0, 0}, -ENOMEM)), -ENOMEM);
  EXPECT_EQ(rig.areas(), 0U);
}

TEST(Recorded, ADisagreementIsCountedAndTheRecordWins) {
  Rig rig;
  rig.run();
  EXPECT_EQ(rig.call(recorded(Syscall::mprotect, {somewhere, page, ro}, 0)), 0);
  EXPECT_EQ(rig.stat("call_mismatches"), 1U);
  EXPECT_EQ(rig.call(recorded(Syscall::mmap, {0, page, ro, priv, 3, 0}, 0x5000000)), 0x5000000);
  EXPECT_EQ(rig.stat("call_mismatches"), 2U) << "a file that the image does not know";
  EXPECT_TRUE(rig.load(0x5000000));
}

TEST(Recorded, TheProgramBreakFollowsTheRecord) {
  Rig rig;
  rig.run(with_data());
  EXPECT_EQ(rig.call(recorded(Syscall::brk, {0}, 0x4036000)), 0x4036000);
  EXPECT_EQ(rig.call(recorded(Syscall::brk, {0x4057000}, 0x4057000)), 0x4057000);
  EXPECT_TRUE(rig.store(0x4036000));
  EXPECT_EQ(rig.stat("call_mismatches"), 0U);
}

TEST(Recorded, AMoveGoesWhereTheRecordSays) {
  Rig rig;
  rig.run();
  rig.mmap(somewhere, page);
  const auto frame = rig.store(somewhere);
  EXPECT_EQ(rig.call(recorded(Syscall::mremap, {somewhere, page, 2 * page, 1}, 0x5000000)),
            0x5000000);
  EXPECT_EQ(rig.load(0x5000000), frame);
}

TEST(Recorded, ABreakThatThisKernelRefusesGrowsAllTheSame) {
  Rig rig;
  rig.run(with_data());
  rig.mmap(0x603000, page, ro, priv | anon | fixed);
  EXPECT_EQ(rig.call(recorded(Syscall::brk, {0x606000}, 0x606000)), 0x606000);
  EXPECT_EQ(rig.stat("call_mismatches"), 1U);
  EXPECT_TRUE(rig.store(0x603000));
  EXPECT_TRUE(rig.store(0x605ff8));
  EXPECT_EQ(rig.call(recorded(Syscall::brk, {0x5ff000}, 0x5ff000)), 0x5ff000);
  EXPECT_EQ(rig.stat("call_mismatches"), 2U);
  EXPECT_TRUE(rig.store(0x600000)) << "the data below the heap stay";
}

TEST(Recorded, AMoveThatThisKernelRefusesIsDoneAllTheSame) {
  Rig rig;
  rig.run();
  rig.mmap(somewhere, page);
  rig.mmap(somewhere + page, page, ro);
  const auto frame = rig.store(somewhere);
  EXPECT_EQ(rig.call(recorded(Syscall::mremap, {somewhere, page, 2 * page, 0}, somewhere)),
            static_cast<std::int64_t>(somewhere));
  EXPECT_EQ(rig.stat("call_mismatches"), 1U) << "blocked";
  EXPECT_EQ(rig.load(somewhere), frame);
  EXPECT_TRUE(rig.store(somewhere + page));
  EXPECT_EQ(rig.call(recorded(Syscall::mremap, {0x20000000, page, 2 * page, 1}, 0x5000000)),
            0x5000000);
  EXPECT_EQ(rig.stat("call_mismatches"), 2U) << "of nothing";
  EXPECT_TRUE(rig.store(0x5001000));
}

TEST(Recorded, AProtectionThatThisKernelRefusesIsSetAllTheSame) {
  Rig rig;
  Task& task = rig.run();
  rig.mmap(somewhere, page, ro);
  rig.mmap(somewhere + 2 * page, page, ro);
  EXPECT_EQ(rig.call(recorded(Syscall::mprotect, {somewhere, 3 * page, rw}, 0)), 0);
  EXPECT_EQ(rig.stat("call_mismatches"), 1U);
  EXPECT_TRUE(rig.store(somewhere));
  EXPECT_TRUE(rig.store(somewhere + 2 * page));
  EXPECT_FALSE(task.death);
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

TEST(Mmap, OnlyPrivateAnonymousMemoryGrowsDown) {
  constexpr std::uint64_t grows_down = 0x100;
  Rig rig;
  rig.run(image_with_file(page));
  EXPECT_EQ(rig.map_file(0, page, ro, priv | grows_down), -EINVAL);
  EXPECT_EQ(rig.mmap(0, page, rw, shared | anon | grows_down), -EINVAL);
  EXPECT_GT(rig.mmap(0, page, rw, priv | anon | grows_down), 0);
}

constexpr std::uint64_t populate_read = 22, populate_write = 23;

TEST(Madvise, PopulateReadMapsTheZeroPage) {
  Rig rig;
  Task& task = rig.run();
  const std::uint64_t at = rig.map(4 * page);
  EXPECT_EQ(rig.call(Syscall::madvise, at, 4 * page, populate_read), 0);
  EXPECT_EQ(rig.stat("zero_page_faults"), 4U);
  EXPECT_EQ(task.space->resident, 0U);
}

TEST(Madvise, PopulateWriteLeavesPagesWritable) {
  Rig rig;
  rig.run(image_with_file(2 * page));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, 2 * page, rw, shared));
  EXPECT_EQ(rig.call(Syscall::madvise, at, 2 * page, populate_write), 0);
  const std::uint64_t faults = rig.faults();
  rig.sweep(at, 2 * page, Op::store);
  EXPECT_EQ(rig.faults(), faults);
}

TEST(Madvise, PopulateTellsWhatItCannotDo) {
  Rig rig;
  rig.run(image_with_file(page));
  rig.mmap(somewhere, page, ro);
  EXPECT_EQ(rig.call(Syscall::madvise, somewhere, page, populate_write), -EINVAL) << "read-only";
  EXPECT_EQ(rig.call(Syscall::madvise, somewhere, 2 * page, populate_read), -ENOMEM) << "a hole";
  const auto file = static_cast<std::uint64_t>(rig.map_file(0, 2 * page, ro, priv));
  EXPECT_EQ(rig.call(Syscall::madvise, file, 2 * page, populate_read), -EFAULT) << "file's end";
  EXPECT_EQ(rig.call(Syscall::madvise, somewhere, page, 77), -EINVAL) << "no such advice";
}

TEST(Mlock, OnFaultLeavesTheFaultsToTheProgram) {
  Rig rig;
  Task& task = rig.run();
  const std::uint64_t at = rig.map(4 * page);
  EXPECT_EQ(rig.call({.name = Syscall::mlock, .number = 325, .args = {at, 4 * page, 1}}), 0);
  EXPECT_EQ(task.space->resident, 0U);
  EXPECT_EQ(rig.call(Syscall::madvise, at, page, 4), -EINVAL) << "locked all the same";
  EXPECT_EQ(rig.call({.name = Syscall::mlock, .number = 325, .args = {at, page, 2}}), -EINVAL);
}

TEST(Msync, APageWrittenBeforeItWasUnmappedIsStillDirty) {
  Rig rig;
  rig.run(image_with_file(4 * page));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, 4 * page, rw, shared));
  rig.sweep(at, 2 * page, Op::store);
  rig.call(Syscall::madvise, at, page, 4);
  EXPECT_EQ(rig.call(Syscall::msync, at, 4 * page, 4), 0);
  EXPECT_EQ(rig.stat("file_pages_written"), 2U) << "one mapped, one not";
  rig.call(Syscall::msync, at, 4 * page, 4);
  EXPECT_EQ(rig.stat("file_pages_written"), 2U) << "clean now";
}

TEST(Image, TheHeapReachesFromItsLowestAreaToItsHighest) {
  ProcessImage image = with_data();
  for (const std::uint64_t start : {0x700000U, 0x702000U}) {
    image.mappings.push_back({.start = VirtAddr{start},
                              .length = page,
                              .prot = prot_read | prot_write,
                              .kind = InitialMapping::Kind::heap});
  }
  Rig rig;
  Task& task = rig.run(image);
  EXPECT_EQ(rig.call(Syscall::brk, 0), 0x703000);
  EXPECT_EQ(rig.call(Syscall::brk, 0x700000), 0x700000) << "its beginning";
  EXPECT_EQ(task.space->vmas.size(), 1U);
}

TEST(Image, AMappingIsSharedAndGrowsAsItsFlagsSay) {
  ProcessImage image = image_with_file(4 * page);
  image.mappings = {{.start = VirtAddr{somewhere},
                     .length = page,
                     .prot = prot_read | prot_write,
                     .flags = mapping_shared,
                     .file = 0},
                    {.start = VirtAddr{0x20000000},
                     .length = page,
                     .prot = prot_read | prot_write,
                     .flags = mapping_shared},
                    {.start = VirtAddr{0x30000000},
                     .length = page,
                     .prot = prot_read | prot_write,
                     .flags = mapping_grows_down}};
  Rig rig;
  rig.run(image);
  EXPECT_TRUE(rig.store(somewhere));
  EXPECT_EQ(rig.stat("mkwrite_faults"), 1U);
  EXPECT_EQ(rig.stat("cow_faults"), 0U);
  EXPECT_TRUE(rig.store(0x20000000));
  EXPECT_TRUE(rig.store(0x30000000 - page));
}

}  // namespace
}  // namespace vapa::test
