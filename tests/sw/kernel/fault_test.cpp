// What a page fault does, rule by rule as Linux behaves.

#include <gtest/gtest.h>

#include "rig.hpp"

namespace vapa::test {
namespace {

using kernel::Signal;

constexpr std::uint64_t page = 4 * KiB;

TEST(AnonymousMemory, AReadOfAnUntouchedPageMapsTheZeroFrame) {
  Rig rig;
  Task& task = rig.run();
  const std::uint64_t at = rig.map(2 * page);
  const auto first = rig.load(at);
  const auto second = rig.load(at + page);
  EXPECT_EQ(first, second) << "both pages share the zero frame";
  EXPECT_EQ(rig.stat("minor_faults"), 2U);
  EXPECT_EQ(rig.stat("zero_page_faults"), 2U);
  EXPECT_EQ(task.space->resident, 0U);
}

TEST(AnonymousMemory, AWriteAfterTheReadIsASecondFault) {
  Rig rig;
  Task& task = rig.run();
  const std::uint64_t at = rig.map(page);
  const auto zero = rig.load(at);
  const auto own = rig.store(at);
  EXPECT_NE(zero, own);
  EXPECT_EQ(rig.stat("minor_faults"), 2U);
  EXPECT_EQ(task.space->resident, 1U);
  EXPECT_EQ(rig.load(at), own);
  EXPECT_EQ(rig.stat("minor_faults"), 2U);
}

TEST(AnonymousMemory, AFirstWriteIsOneFault) {
  Rig rig;
  rig.run();
  const std::uint64_t at = rig.map(page);
  rig.store(at);
  rig.store(at + 8);
  rig.load(at);
  EXPECT_EQ(rig.stat("minor_faults"), 1U);
  EXPECT_EQ(rig.stat("anonymous_faults"), 1U);
}

TEST(AnonymousMemory, WithoutTheZeroPageAReadGivesAWritableFrame) {
  RigSetup setup;
  setup.kernel.zero_page = false;
  Rig rig(setup);
  rig.run();
  const std::uint64_t at = rig.map(page);
  const auto frame = rig.load(at);
  EXPECT_EQ(rig.store(at), frame);
  EXPECT_EQ(rig.stat("minor_faults"), 1U);
}

TEST(AnonymousMemory, ANewPageReadsZeroThoughItsFrameWasUsed) {
  RigSetup setup;
  setup.memory = 64 * KiB;
  Rig rig(setup);
  rig.run();
  for (int round = 0; round < 20; ++round) {
    const std::uint64_t at = rig.map(page);
    const auto pa = rig.store(at);
    ASSERT_TRUE(pa);
    EXPECT_EQ(rig.machine.memory().read_word(*pa, 8), 0U);
    rig.machine.memory().write_word(*pa, ~std::uint64_t{0}, 8);
    rig.call(Syscall::munmap, at, page);
  }
}

TEST(Signals, AnAccessOutsideEveryAreaIsMaperr) {
  Rig rig;
  Task& task = rig.run();
  EXPECT_FALSE(rig.load(0x1234));
  EXPECT_EQ(rig.death(task), Signal::segv_maperr);
  EXPECT_EQ(task.death->address, VirtAddr{0x1234});
  EXPECT_EQ(rig.stat("sigsegv_maperr"), 1U);
  EXPECT_EQ(rig.outcome.run, nullptr);
  EXPECT_EQ(describe(*task.death), "SIGSEGV (SEGV_MAPERR) at 0x1234");
}

TEST(Signals, TheKernelHalfIsMaperr) {
  Rig rig;
  Task& task = rig.run();
  EXPECT_FALSE(rig.load(0xffff888000000000));
  EXPECT_EQ(rig.death(task), Signal::segv_maperr);
}

TEST(Signals, ANonCanonicalAddressIsReportedByTheKernelAtZero) {
  Rig rig;
  Task& task = rig.run();
  EXPECT_FALSE(rig.load(0x0000800000000000));
  EXPECT_EQ(rig.death(task), Signal::segv_kernel);
  EXPECT_EQ(task.death->address, VirtAddr{0});
}

TEST(Signals, OnRiscVANonCanonicalAddressIsAnOrdinaryPageFault) {
  RigSetup setup;
  setup.paging.format = FormatName::sv39;
  Rig rig(setup);
  Task& task = rig.run();
  EXPECT_FALSE(rig.load(0x0000800000000000));
  EXPECT_EQ(rig.death(task), Signal::segv_maperr);
  EXPECT_EQ(task.death->address, VirtAddr{0x0000800000000000});
}

struct Access {
  std::uint64_t prot;
  Op op;
  bool x86;
  bool riscv;
};

class ProtectionMatrix : public testing::TestWithParam<Access> {};

TEST_P(ProtectionMatrix, TheAreaGrantsWhatTheFormatCanExpress) {
  for (const FormatName name : {FormatName::x86_64_4, FormatName::sv39}) {
    RigSetup setup;
    setup.paging.format = name;
    Rig rig(setup);
    Task& task = rig.run();
    const auto [prot, op, x86, riscv] = GetParam();
    const std::uint64_t at = rig.map(page, prot);
    const bool granted = name == FormatName::sv39 ? riscv : x86;
    EXPECT_EQ(rig.access(at, op).has_value(), granted);
    EXPECT_EQ(rig.death(task), granted ? Signal::none : Signal::segv_accerr);
  }
}

// x86 has no read bit: a page that may be written or executed may be read. RISC-V can withhold
// reading from an executable page, not from a writable one.
INSTANTIATE_TEST_SUITE_P(
    All, ProtectionMatrix,
    testing::Values(Access{0, Op::load, false, false}, Access{0, Op::store, false, false},
                    Access{0, Op::fetch, false, false}, Access{1, Op::load, true, true},
                    Access{1, Op::store, false, false}, Access{1, Op::fetch, false, false},
                    Access{2, Op::load, true, true}, Access{2, Op::store, true, true},
                    Access{2, Op::fetch, false, false}, Access{4, Op::load, true, false},
                    Access{4, Op::store, false, false}, Access{4, Op::fetch, true, true},
                    Access{7, Op::load, true, true}, Access{7, Op::rmw, true, true},
                    Access{7, Op::fetch, true, true}));

TEST(Signals, WithoutNoExecuteEveryReadablePageCanBeFetched) {
  RigSetup setup;
  setup.paging.nx = false;
  Rig rig(setup);
  rig.run();
  EXPECT_TRUE(rig.fetch(rig.map(page, ro)));
}

TEST(Signals, AWriteToAReadOnlyPageThatIsPresentIsAccerr) {
  Rig rig;
  Task& task = rig.run();
  const std::uint64_t at = rig.map(page, ro);
  rig.load(at);
  EXPECT_FALSE(rig.store(at));
  EXPECT_EQ(rig.death(task), Signal::segv_accerr);
}

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
  EXPECT_EQ(frames.references(cached), 2U) << "the cache and the mapping";
  rig.store(at);
  EXPECT_EQ(frames.references(cached), 1U);
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

TEST(Stack, ItGrowsDownOnAFault) {
  Rig rig;
  ProcessImage image;
  image.mappings.push_back({.start = VirtAddr{0x7ffffffde000},
                            .length = 0x21000,
                            .prot = prot_read | prot_write,
                            .kind = InitialMapping::Kind::stack});
  Task& task = rig.run(image);
  EXPECT_TRUE(rig.store(0x7fffffef0000));
  EXPECT_EQ(rig.stat("stack_growths"), 1U);
  EXPECT_EQ(rig.areas(), 1U);
  EXPECT_TRUE(rig.store(0x7ffffffff000 - 8 * MiB)) << "the last page of the limit";
  EXPECT_FALSE(rig.store(0x7ffffffff000 - 8 * MiB - 1));
  EXPECT_EQ(rig.death(task), Signal::segv_maperr);
}

TEST(Stack, ItKeepsAGapOf256PagesToWhatLiesBelow) {
  for (const bool close : {false, true}) {
    Rig rig;
    ProcessImage image;
    image.mappings.push_back({.start = VirtAddr{0x70000000},
                              .length = page,
                              .prot = prot_read | prot_write,
                              .kind = InitialMapping::Kind::stack});
    image.mappings.push_back(
        {.start = VirtAddr{0x70000000 - 300 * page}, .length = page, .prot = prot_read});
    rig.run(image);
    const std::uint64_t end = 0x70000000 - 299 * page;
    EXPECT_EQ(rig.store(end + (close ? 255 : 256) * page).has_value(), !close);
  }
}

TEST(SpuriousFault, AnAccessThatThePageTableAllowsIsRetried) {
  Rig rig;
  rig.run();
  const std::uint64_t at = rig.map(page);
  rig.store(at);
  Fault stale;
  stale.va = VirtAddr{at};
  stale.op = Op::store;
  stale.kind = FaultKind::rights;
  const Outcome outcome = rig.kernel.fault(CoreId{0}, 0, stale);
  EXPECT_NE(outcome.run, nullptr);
  EXPECT_EQ(rig.stat("spurious_faults"), 1U);
  EXPECT_EQ(rig.stat("deaths"), 0U);
}

TEST(SoftwareAccessedDirty, TheKernelSetsTheBitThatAgeingCleared) {
  RigSetup setup;
  setup.paging.format = FormatName::sv39;
  setup.paging.hardware_ad = false;
  Rig rig(setup);
  rig.run();
  const std::uint64_t at = rig.map(page);
  const auto frame = rig.store(at);
  EXPECT_EQ(rig.stat("accessed_dirty_faults"), 0U) << "a new page is mapped used and dirty";
  EXPECT_EQ(rig.call(Syscall::madvise, at, page, 8), 0);
  EXPECT_EQ(rig.load(at), frame);
  EXPECT_EQ(rig.store(at), frame);
  EXPECT_EQ(rig.stat("accessed_dirty_faults"), 2U);
}

TEST(InferredAreas, ATouchMakesAnAreaThatAllowsEverything) {
  Rig rig;
  ProcessImage image;
  image.infer_vmas = true;
  Task& task = rig.run(image);
  EXPECT_TRUE(rig.store(0));
  EXPECT_TRUE(rig.fetch(0x400123));
  EXPECT_TRUE(rig.load(0xffffffffff600000)) << "the kernel half as well";
  EXPECT_TRUE(rig.load(~std::uint64_t{0})) << "up to the last byte";
  EXPECT_TRUE(rig.store(0x400000));
  EXPECT_EQ(rig.areas(), 4U);
  EXPECT_TRUE(rig.store(0x401000));
  EXPECT_TRUE(rig.store(0x3ff000));
  EXPECT_EQ(rig.areas(), 4U) << "neighbours merge";
  EXPECT_FALSE(rig.load(0x0000800000000000));
  EXPECT_EQ(rig.death(task), Signal::segv_kernel);
}

TEST(Memory, WhenItIsExhaustedTheProcessIsEndedAndTheRestGoesOn) {
  RigSetup setup;
  setup.memory = 256 * KiB;
  Rig rig(setup);
  Task& greedy = rig.spawn();
  Task& modest = rig.spawn();
  rig.start();
  const std::uint64_t at = rig.map(MiB, rw, priv | anon | noreserve);
  EXPECT_FALSE(rig.sweep(at, MiB, Op::store));
  EXPECT_EQ(rig.death(greedy), Signal::out_of_memory);
  EXPECT_EQ(rig.stat("out_of_memory_kills"), 1U);
  EXPECT_EQ(rig.kernel.running(CoreId{0}), &modest);
  EXPECT_TRUE(rig.store(rig.map(page)));
}

TEST(PagingOff, NothingIsTranslatedAndCallsDoNothing) {
  RigSetup setup;
  setup.paging.format = FormatName::none;
  Rig rig(setup);
  Task& task = rig.run();
  EXPECT_EQ(task.space, nullptr);
  EXPECT_EQ(rig.mmap(0, page), 0);
  EXPECT_EQ(rig.stat("frames_used"), 0U);
}

}  // namespace
}  // namespace vapa::test
