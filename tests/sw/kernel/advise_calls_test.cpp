// madvise, mlock and msync, with the answers of Linux.

#include <gtest/gtest.h>

#include "rig.hpp"

namespace vapa::test {
namespace {

constexpr std::uint64_t populate_read = 22, populate_write = 23;

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

}  // namespace
}  // namespace vapa::test
