// What a page fault does, rule by rule as Linux behaves.

#include <gtest/gtest.h>

#include "rig.hpp"

namespace vapa::test {
namespace {

using kernel::Signal;

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
