// Faults in file mappings and in shared memory, rule by rule as Linux behaves.

#include <gtest/gtest.h>

#include "rig.hpp"

namespace vapa::test {
namespace {

using kernel::Signal;

TEST(FileMapping, APageBehindTheEndOfTheFileIsSigbus) {
  Rig rig;
  Task& task = rig.run(image_with_file(page + 1));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, 4 * page, ro, priv));
  EXPECT_TRUE(rig.load(at + 2 * page - 1)) << "the rest of the last page reads zero";
  EXPECT_FALSE(rig.load(at + 2 * page));
  EXPECT_EQ(rig.death(task), Signal::bus);
  EXPECT_EQ(rig.stat("sigbus"), 1U);
}

TEST(FileMapping, AReadMapsTheAlignedWindowOfSixteenCachedPages) {
  Rig rig;
  Task& task = rig.run(image_with_file(100 * page));
  const std::uint64_t at = 0x10000000;
  ASSERT_EQ(rig.map_file(at, 100 * page, ro, priv | fixed), at);
  rig.load(at + 20 * page);
  EXPECT_EQ(task.space->resident, 16U);
  EXPECT_EQ(rig.stat("faulted_around"), 15U);
  EXPECT_TRUE(rig.sweep(at + 16 * page, 16 * page, Op::load));
  EXPECT_EQ(rig.stat("minor_faults"), 1U);
  rig.load(at + 15 * page);
  EXPECT_EQ(rig.stat("minor_faults"), 2U);
}

TEST(FileMapping, TheWindowMovesUpToBeginInTheArea) {
  Rig rig;
  rig.run(image_with_file(100 * page));
  const std::uint64_t at = 0x10000000 + 5 * page;
  ASSERT_EQ(rig.map_file(at, 100 * page, ro, priv | fixed), static_cast<std::int64_t>(at));
  rig.load(at + page);
  EXPECT_EQ(rig.stat("faulted_around"), 15U);
  EXPECT_TRUE(rig.sweep(at, 16 * page, Op::load));
  EXPECT_EQ(rig.stat("minor_faults"), 1U);
}

TEST(FileMapping, TheWindowEndsWithTheFile) {
  Rig rig;
  Task& task = rig.run(image_with_file(3 * page));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, 16 * page, ro, priv));
  rig.load(at);
  EXPECT_EQ(task.space->resident, 3U);
}

TEST(FileMapping, WritesDoNotFaultAround) {
  Rig rig;
  Task& task = rig.run(image_with_file(100 * page));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, 100 * page, rw, priv));
  rig.store(at);
  EXPECT_EQ(task.space->resident, 1U);
}

RigSetup cold() {
  RigSetup setup;
  setup.kernel.file_cache = FileCache::cold;
  return setup;
}

TEST(FileMapping, APageNotInTheCacheIsAMajorFaultWithReadahead) {
  Rig rig(cold());
  rig.run(image_with_file(1000 * page));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, 1000 * page, ro, priv));
  rig.load(at + 100 * page);
  EXPECT_EQ(rig.stat("major_faults"), 1U);
  EXPECT_EQ(rig.stat("file_pages_read"), 32U);
  EXPECT_TRUE(rig.sweep(at + 84 * page, 32 * page, Op::load));
  EXPECT_EQ(rig.stat("major_faults"), 1U) << "the window around the page was read with it";
  rig.load(at + 116 * page);
  EXPECT_EQ(rig.stat("major_faults"), 2U);
}

TEST(FileMapping, AdviceRandomTurnsReadaheadOff) {
  Rig rig(cold());
  rig.run(image_with_file(1000 * page));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, 1000 * page, ro, priv));
  EXPECT_EQ(rig.call(Syscall::madvise, at, 1000 * page, 1), 0);
  EXPECT_TRUE(rig.sweep(at, 10 * page, Op::load));
  EXPECT_EQ(rig.stat("major_faults"), 10U);
  EXPECT_EQ(rig.stat("file_pages_read"), 10U);
}

TEST(FileMapping, TwoProcessesShareTheFramesOfAFile) {
  RigSetup setup;
  setup.cores = 2;
  Rig rig(setup);
  ProcessImage image = image_with_file(page, "/bin/program");
  image.mappings.push_back({.start = VirtAddr{0x400000},
                            .length = page,
                            .prot = prot_read | prot_exec,
                            .kind = InitialMapping::Kind::text,
                            .file = 0});
  image.mappings.push_back({.start = VirtAddr{0x600000},
                            .length = page,
                            .prot = prot_read | prot_write,
                            .kind = InitialMapping::Kind::data,
                            .file = 0});
  rig.spawn(image);
  rig.spawn(image);
  rig.start(CoreId{0});
  rig.start(CoreId{1});
  EXPECT_EQ(rig.access(0x400000, Op::fetch, CoreId{0}), rig.access(0x400000, Op::fetch, CoreId{1}));
  EXPECT_NE(rig.access(0x600000, Op::store, CoreId{0}), rig.access(0x600000, Op::store, CoreId{1}));
}

TEST(PrivateFile, AWriteFirstCostsOneFaultAndCopies) {
  Rig rig;
  rig.run(image_with_file(4 * page));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, 4 * page, rw, priv));
  const auto other = static_cast<std::uint64_t>(rig.map_file(0, 4 * page, ro, priv));
  const auto original = rig.load(other);
  rig.machine.memory().write_word(*original, 42, 8);
  const std::uint64_t before = rig.faults();
  const auto copy = rig.store(at);
  EXPECT_EQ(rig.faults() - before, 1U);
  EXPECT_EQ(rig.stat("cow_faults"), 1U);
  EXPECT_NE(copy, original);
  EXPECT_EQ(rig.machine.memory().read_word(*copy, 8), 42U);
}

TEST(PrivateFile, TheCopyGivesTheFilePageBack) {
  Rig rig;
  rig.run(image_with_file(page));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, page, rw, priv));
  const kernel::Ppn cached{rig.load(at)->value / page};
  const auto& frames = rig.kernel.resources().frames;
  EXPECT_EQ(frames[cached].references, 2U) << "the cache and the mapping";
  rig.store(at);
  EXPECT_EQ(frames[cached].references, 1U);
}

TEST(PrivateFile, ItSeesTheFileUntilItsOwnCopyAndNeverAfter) {
  Rig rig;
  rig.run(image_with_file(page));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, page, rw, priv));
  const auto file = static_cast<std::uint64_t>(rig.map_file(0, page, rw, shared));
  const auto cached = rig.store(file);
  EXPECT_EQ(rig.load(at), cached);
  const auto copy = rig.store(at);
  EXPECT_NE(copy, cached);
  EXPECT_EQ(rig.load(at), copy);
  EXPECT_EQ(rig.load(file), cached);
}

TEST(SharedFile, TheFirstWriteToEachPageFaultsAndAgainAfterMsync) {
  Rig rig;
  rig.run(image_with_file(4 * page));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, 4 * page, rw, shared));
  rig.load(at);
  EXPECT_EQ(rig.faults(), 1U);
  EXPECT_TRUE(rig.sweep(at, 4 * page, Op::store));
  EXPECT_EQ(rig.faults(), 5U);
  EXPECT_EQ(rig.stat("mkwrite_faults"), 4U);
  EXPECT_TRUE(rig.sweep(at, 4 * page, Op::store));
  EXPECT_EQ(rig.faults(), 5U);
  EXPECT_EQ(rig.call(Syscall::msync, at, 4 * page, 4), 0);
  EXPECT_EQ(rig.stat("file_pages_written"), 4U);
  EXPECT_TRUE(rig.sweep(at, 4 * page, Op::store));
  EXPECT_EQ(rig.faults(), 9U);
}

TEST(SharedFile, AWriteIsVisibleToEveryMapperAtOnce) {
  Rig rig;
  rig.run(image_with_file(page));
  const auto one = static_cast<std::uint64_t>(rig.map_file(0, page, rw, shared));
  const auto two = static_cast<std::uint64_t>(rig.map_file(0, page, ro, shared));
  EXPECT_EQ(rig.store(one), rig.load(two));
}

TEST(SharedMemory, AReadGivesAWritableFrameAtOnce) {
  Rig rig;
  rig.run();
  const std::uint64_t at = rig.map(page, rw, shared | anon);
  const auto frame = rig.load(at);
  EXPECT_EQ(rig.store(at), frame);
  EXPECT_EQ(rig.stat("minor_faults"), 1U);
}

}  // namespace
}  // namespace vapa::test
