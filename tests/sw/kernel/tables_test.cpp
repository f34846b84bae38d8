// Page tables as arithmetic says, in every format, with every page size, and nothing left behind.

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "rig.hpp"

namespace vapa::test {
namespace {

RigSetup with_format(FormatName name, std::uint64_t memory = GiB) {
  RigSetup setup;
  setup.paging.format = name;
  setup.memory = memory;
  return setup;
}

RigSetup with_pages(FormatName name, std::uint64_t bytes, std::uint64_t memory = GiB) {
  RigSetup setup = with_format(name, memory);
  setup.kernel.page_size.value = bytes;
  return setup;
}

TEST(PageTables, OneMappedPageNeedsFourTables) {
  Rig rig;
  rig.run();
  EXPECT_EQ(rig.stat("table_frames"), 1U) << "the root";
  rig.store(rig.map(page));
  EXPECT_EQ(rig.stat("table_frames"), 4U);
}

TEST(PageTables, AGibibyteOf4KiBPagesNeeds512LeafTablesAnd3) {
  RigSetup setup;
  setup.memory = 4 * GiB;
  setup.kernel.charge = Charge::off;
  Rig rig(setup);
  rig.run();
  ASSERT_EQ(rig.mmap(GiB, GiB), static_cast<std::int64_t>(GiB));
  for (std::uint64_t at = GiB; at < 2 * GiB; at += 2 * MiB) rig.store(at);
  EXPECT_EQ(rig.stat("table_frames"), 512U + 3U);
}

TEST(PageTables, FiveLevelsNeedOneTableMore) {
  Rig rig(with_format(FormatName::x86_64_5));
  rig.run();
  rig.store(rig.map(page));
  EXPECT_EQ(rig.stat("table_frames"), 5U);
}

TEST(PageTables, AGibibyteOf2MiBPagesNeedsNoLeafTable) {
  Rig rig(with_pages(FormatName::x86_64_4, 2 * MiB, 4 * GiB));
  Task& task = rig.run();
  ASSERT_EQ(rig.mmap(GiB, GiB), static_cast<std::int64_t>(GiB));
  for (std::uint64_t at = GiB; at < 2 * GiB; at += 2 * MiB) rig.store(at);
  EXPECT_EQ(rig.stat("table_frames"), 3U);
  EXPECT_EQ(rig.stat("huge_faults"), 512U);
  EXPECT_EQ(task.space->resident, GiB / page);
}

class EveryFormat : public testing::TestWithParam<RigSetup> {};

// A shuffled life of mappings; afterwards the allocator is as it was.
TEST_P(EveryFormat, NoFrameIsLeftAfterTheEndOfTheProcess) {
  RigSetup setup = GetParam();
  setup.kernel.zero_page = false;
  Rig rig(setup);
  const std::uint64_t bytes = std::uint64_t{1} << rig.format.page_shift();
  const auto& allocator = rig.kernel.resources().frames.allocator();
  const std::uint64_t frames = allocator.free_frames();
  const std::uint64_t blocks = allocator.free_blocks();
  rig.run();
  const std::uint64_t at = rig.map(16 * bytes);
  EXPECT_TRUE(rig.sweep(at, 16 * bytes, Op::store));
  EXPECT_EQ(rig.call(Syscall::munmap, at + 4 * bytes, 4 * bytes), 0);
  EXPECT_EQ(rig.call(Syscall::mprotect, at, 2 * bytes, ro), 0);
  const std::uint64_t other = rig.map(bytes, rw, shared | anon);
  EXPECT_TRUE(rig.store(other));
  EXPECT_GT(rig.call(Syscall::mremap, at + 8 * bytes, 4 * bytes, 6 * bytes, 1), 0);
  EXPECT_LT(allocator.free_frames(), frames);
  EXPECT_EQ(rig.kernel.resume(CoreId{0}, 0, TrapHandler::Reason::program_ended).run, nullptr);
  EXPECT_EQ(allocator.free_frames(), frames);
  EXPECT_EQ(allocator.free_blocks(), blocks);
  EXPECT_EQ(rig.stat("frames_used"), 0U);
  EXPECT_EQ(rig.stat("table_frames"), 0U);
  EXPECT_GT(rig.stat("frames_peak"), 0U);
}

// The textbook's small system: one level of 256 entries of 4 bytes over pages of 64 bytes; the
// table is 16 pages long.
RigSetup textbook() {
  RigSetup setup = with_format(FormatName::generic);
  setup.paging.generic_index_bits = {8};
  setup.paging.generic_page_bits = 6;
  setup.memory = 4 * KiB;
  return setup;
}

INSTANTIATE_TEST_SUITE_P(
    All, EveryFormat,
    testing::Values(with_format(FormatName::x86_64_4), with_format(FormatName::x86_64_5),
                    with_format(FormatName::sv32), with_format(FormatName::sv39),
                    with_format(FormatName::sv48), with_format(FormatName::sv57),
                    with_format(FormatName::generic), textbook(),
                    with_pages(FormatName::x86_64_4, 2 * MiB),
                    with_pages(FormatName::sv32, 4 * MiB)));

TEST(PageSize, AMappingOutsideTheFormatIsAnErrorThatNamesIt) {
  Rig rig(with_format(FormatName::sv39));
  ProcessImage image;
  image.name = "sort";
  image.mappings.push_back({.start = VirtAddr{0x7ffffffde000}, .length = page, .prot = prot_read});
  EXPECT_THROW(rig.spawn(image), InputError);
}

RigSetup huge() { return with_pages(FormatName::x86_64_4, 2 * MiB); }

TEST(HugePages, ATouchMapsTwoMebibytesAtOnce) {
  Rig rig(huge());
  Task& task = rig.run();
  const std::uint64_t at = rig.map(4 * MiB);
  EXPECT_EQ(at % (2 * MiB), 0U) << "large mappings are placed at large pages";
  const auto frame = rig.store(at + 123 * page);
  EXPECT_EQ(frame->value % (2 * MiB), 123 * page);
  EXPECT_TRUE(rig.sweep(at, 2 * MiB, Op::store));
  EXPECT_EQ(rig.faults(), 1U);
  EXPECT_EQ(task.space->resident, 512U);
}

TEST(HugePages, AReadMapsTheLargeZeroPageAndAWriteReplacesIt) {
  Rig rig(huge());
  Task& task = rig.run();
  const std::uint64_t at = rig.map(2 * MiB);
  rig.load(at);
  EXPECT_EQ(task.space->resident, 0U);
  rig.store(at + page);
  EXPECT_EQ(task.space->resident, 512U);
  EXPECT_EQ(rig.faults(), 2U);
}

TEST(HugePages, AnAreaTooSmallForOneGetsBasePages) {
  Rig rig(huge());
  Task& task = rig.run();
  const std::uint64_t at = rig.map(2 * MiB - page);
  rig.store(at);
  EXPECT_EQ(task.space->resident, 1U);
}

TEST(HugePages, UnmappingAPartSplitsThePageAndKeepsTheOtherFrames) {
  Rig rig(huge());
  Task& task = rig.run();
  const std::uint64_t at = rig.map(2 * MiB);
  const auto frame = rig.store(at);
  rig.call(Syscall::munmap, at + page, page);
  EXPECT_EQ(task.space->resident, 511U);
  EXPECT_EQ(rig.store(at), frame);
  EXPECT_EQ(rig.load(at + 2 * page)->value, frame->value + 2 * page);
  EXPECT_EQ(rig.faults(), 1U);
  EXPECT_FALSE(rig.load(at + page));
}

TEST(HugePages, AGibibytePageSplitsIntoTwoMebibytePagesFirst) {
  Rig rig(with_pages(FormatName::x86_64_4, GiB, 4 * GiB));
  rig.run();
  ASSERT_EQ(rig.mmap(GiB, GiB), static_cast<std::int64_t>(GiB));
  const auto frame = rig.store(GiB);
  EXPECT_EQ(rig.stat("table_frames"), 2U);
  rig.call(Syscall::mprotect, GiB + page, page, ro);
  EXPECT_EQ(rig.stat("table_frames"), 4U) << "one of 2 MiB pages, one of 4 KiB pages";
  EXPECT_EQ(rig.store(GiB + 512 * MiB)->value, frame->value + 512 * MiB);
  EXPECT_FALSE(rig.store(GiB + page));
}

TEST(HugePages, WithoutAFreeOneTheNextSmallerSizeServes) {
  Rig rig(with_pages(FormatName::x86_64_4, GiB));
  Task& task = rig.run();
  const std::uint64_t at = rig.map(2 * GiB, rw, priv | anon | noreserve);
  EXPECT_TRUE(rig.store(at)) << "the root table stands in the only gibibyte";
  EXPECT_EQ(task.space->resident, 512U);
  EXPECT_EQ(rig.stat("huge_fallbacks"), 1U);
}

TEST(HugePages, AWriteToTheLargeZeroPageFallsBackToo) {
  Rig rig(with_pages(FormatName::x86_64_4, 2 * MiB, 6 * MiB));
  Task& task = rig.run();
  const std::uint64_t at = rig.map(4 * MiB, rw, priv | anon | noreserve);
  EXPECT_TRUE(rig.load(at));
  EXPECT_TRUE(rig.store(at + 2 * MiB)) << "takes the last free one";
  EXPECT_TRUE(rig.store(at + 5 * 4096));
  EXPECT_EQ(task.space->resident, 512U + 1U);
  EXPECT_EQ(rig.stat("huge_fallbacks"), 1U);
}

TEST(HugePages, InferredAreasAreRoundedToThem) {
  Rig rig(huge());
  ProcessImage image;
  image.infer_vmas = true;
  rig.run(image);
  rig.load(0x401234);
  rig.store(0x5ff000);
  rig.fetch(0x400000);
  EXPECT_EQ(rig.stat("inferred_pages"), 512U);
  EXPECT_EQ(rig.stat("table_frames"), 3U);
}

TEST(HugePages, FilesAreMappedByBasePages) {
  Rig rig(huge());
  Task& task = rig.run(image_with_file(16 * MiB));
  const auto at = static_cast<std::uint64_t>(rig.map_file(4 * MiB, 4 * MiB, rw, priv));
  rig.store(at);
  EXPECT_EQ(task.space->resident, 1U);
}

TEST(SparseMemory, ATebibyteOfAddressesCostsOnlyWhatIsTouched) {
  RigSetup setup;
  setup.memory = 64 * TiB;
  setup.paging.pa_bits = 46;
  Rig rig(setup);
  rig.run();
  const std::uint64_t at = rig.map(4 * TiB);
  for (std::uint64_t n = 0; n < 4; ++n) rig.store(at + n * TiB);
  EXPECT_LE(rig.machine.memory().resident_frames(), 16U);
  EXPECT_EQ(rig.call(Syscall::munmap, at, 4 * TiB), 0);
}

}  // namespace
}  // namespace vapa::test
