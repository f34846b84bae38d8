// Which translations are dropped where, and when frames are free again.

#include <gtest/gtest.h>

#include "rig.hpp"

namespace vapa::test {
namespace {

using Reason = TrapHandler::Reason;
constexpr CoreId core0{0}, core1{1};

TEST(Invalidation, MunmapDropsEveryPageThatWasMapped) {
  Rig rig;
  rig.run();
  const std::uint64_t at = rig.map(4 * page);
  rig.sweep(at, 4 * page, Op::store);
  EXPECT_EQ(rig.machine.held(core0), 4U);
  rig.call(Syscall::munmap, at + page, 2 * page);
  EXPECT_EQ(rig.machine.held(core0), 2U);
  EXPECT_EQ(rig.stat("page_flushes"), 2U);
}

TEST(Invalidation, MunmapOfUntouchedMemoryDropsNothing) {
  Rig rig;
  rig.run();
  rig.call(Syscall::munmap, rig.map(MiB), MiB);
  EXPECT_TRUE(rig.machine.sent.empty());
}

TEST(Invalidation, Above33PagesTheWholeSpaceIsDropped) {
  for (const std::uint64_t pages : {33U, 34U}) {
    Rig rig;
    rig.run();
    const std::uint64_t at = rig.map(64 * page);
    rig.sweep(at, pages * page, Op::store);
    rig.call(Syscall::mprotect, at, 64 * page, ro);
    EXPECT_EQ(rig.stat("page_flushes"), pages == 33 ? 33U : 0U);
    EXPECT_EQ(rig.stat("full_flushes"), pages == 33 ? 0U : 1U);
    EXPECT_EQ(rig.machine.held(core0), 0U);
  }
}

TEST(Invalidation, ALargePageIsOneInvalidation) {
  RigSetup setup;
  setup.kernel.page_size.value = 2 * MiB;
  Rig rig(setup);
  rig.run();
  const std::uint64_t at = rig.map(16 * MiB);
  rig.sweep(at, 16 * MiB, Op::store);
  rig.call(Syscall::mprotect, at, 16 * MiB, ro);
  EXPECT_EQ(rig.stat("page_flushes"), 8U);
}

TEST(Invalidation, MprotectToMoreRightsInvalidatesAsWell) {
  Rig rig;
  rig.run();
  const std::uint64_t at = rig.map(page);
  rig.store(at);
  rig.call(Syscall::mprotect, at, page, ro);
  rig.load(at);
  rig.call(Syscall::mprotect, at, page, rw);
  EXPECT_EQ(rig.stat("page_flushes"), 2U);
  EXPECT_EQ(rig.machine.held(core0), 0U);
}

TEST(Invalidation, DontNeedAndCopyOnWriteInvalidate) {
  Rig rig;
  rig.run(image_with_file(page));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, page, rw, priv));
  rig.load(at);
  rig.store(at);
  EXPECT_EQ(rig.stat("page_flushes"), 1U);
  rig.call(Syscall::madvise, at, page, 4);
  EXPECT_EQ(rig.stat("page_flushes"), 2U);
  EXPECT_EQ(rig.machine.held(core0), 0U);
}

TEST(Invalidation, AFirstTouchInvalidatesNothing) {
  Rig rig;
  rig.run();
  const std::uint64_t at = rig.map(2 * page);
  rig.store(at);
  rig.load(at + page);
  EXPECT_TRUE(rig.machine.sent.empty());
}

TEST(Shootdown, ASpaceOnOneCoreInterruptsNobody) {
  RigSetup setup;
  setup.cores = 4;
  Rig rig(setup);
  rig.run();
  const std::uint64_t at = rig.map(page);
  rig.store(at);
  rig.call(Syscall::munmap, at, page);
  EXPECT_TRUE(rig.machine.shootdowns.empty());
}

// Threads are not spawned yet: the test makes a second core run the space.
TEST(Shootdown, TheOtherCoresThatRunTheSpaceAreToldAndFramesWaitForThem) {
  RigSetup setup;
  setup.cores = 4;
  Rig rig(setup);
  Task& task = rig.run();
  task.space->running |= 0b1010U;
  const std::uint64_t at = rig.map(page);
  rig.store(at);
  const std::uint64_t used = rig.stat("frames_used");
  rig.call(Syscall::munmap, at, page);
  ASSERT_EQ(rig.machine.shootdowns.size(), 1U);
  EXPECT_EQ(rig.machine.shootdowns[0].to, 0b1010U);
  EXPECT_EQ(rig.stat("shootdown_targets"), 2U);
  EXPECT_EQ(rig.stat("frames_used"), used) << "no frame is reused before the acknowledgement";
  rig.kernel.acknowledged(rig.machine.shootdowns[0].ticket, 100);
  EXPECT_EQ(rig.stat("frames_used"), used - 4) << "the page and its three tables";
}

TEST(Scheduler, OneProcessIsNeverSwitched) {
  Rig rig;
  Task& task = rig.spawn();
  const Outcome start = rig.start();
  EXPECT_EQ(start.run, &task.thread);
  EXPECT_EQ(start.slice_end, 0U) << "no timer";
  const Outcome slice = rig.kernel.resume(core0, 1000, Reason::time_slice);
  EXPECT_EQ(slice.run, &task.thread);
  EXPECT_FALSE(slice.run->switched);
  EXPECT_EQ(rig.stat("context_switches"), 0U);
}

TEST(Scheduler, TwoProcessesTakeTurnsByTimeSlice) {
  RigSetup setup;
  setup.kernel.time_slice = 1000;
  Rig rig(setup);
  Task& one = rig.spawn();
  Task& two = rig.spawn();
  Outcome outcome = rig.start();
  EXPECT_EQ(outcome.run, &one.thread);
  EXPECT_EQ(outcome.slice_end, 2600U) << "1000 ns at 2.6 GHz";
  outcome = rig.kernel.resume(core0, 2600, Reason::time_slice);
  EXPECT_EQ(outcome.run, &two.thread);
  EXPECT_TRUE(outcome.run->switched);
  EXPECT_EQ(outcome.slice_end, 5200U);
  outcome = rig.kernel.resume(core0, 5200, Reason::time_slice);
  EXPECT_EQ(outcome.run, &one.thread);
  EXPECT_EQ(rig.stat("context_switches"), 2U);
}

TEST(Scheduler, WhenAProgramEndsTheNextRunsAndThenNone) {
  Rig rig;
  Task& one = rig.spawn();
  Task& two = rig.spawn();
  rig.start();
  EXPECT_EQ(rig.kernel.resume(core0, 0, Reason::program_ended).run, &two.thread);
  EXPECT_TRUE(one.ended);
  EXPECT_FALSE(one.death);
  const Outcome last = rig.kernel.call(core0, 0, Call{.name = Syscall::exit});
  EXPECT_EQ(last.run, nullptr);
  EXPECT_EQ(last.wake, 0U);
  EXPECT_EQ(rig.stat("calls.exit"), 1U);
}

TEST(Isolation, TwoProcessesHaveTheSameAddressInTwoFrames) {
  Rig rig;
  rig.spawn();
  rig.spawn();
  rig.start();
  rig.mmap(0x10000000, page);
  const auto one = rig.store(0x10000000);
  rig.kernel.resume(core0, 0, Reason::time_slice);
  rig.mmap(0x10000000, page);
  const auto two = rig.store(0x10000000);
  EXPECT_NE(one, two);
  rig.kernel.resume(core0, 0, Reason::time_slice);
  EXPECT_EQ(rig.load(0x10000000), one) << "its translation was kept, by its ASID";
  EXPECT_EQ(rig.stat("full_flushes"), 0U);
}

// Every process must see its own page whatever the identifiers do.
void take_turns(Rig& rig, unsigned processes, unsigned rounds) {
  std::map<const Task*, PhysAddr> own;
  for (unsigned n = 0; n < processes; ++n) rig.spawn();
  rig.start();
  for (unsigned turn = 0; turn < processes * rounds; ++turn) {
    const Task* task = rig.kernel.running(core0);
    rig.mmap(0x10000000, page, rw, priv | anon | noreplace);
    const auto pa = rig.store(0x10000000);
    ASSERT_TRUE(pa);
    EXPECT_EQ(own.emplace(task, *pa).first->second, *pa);
    rig.kernel.resume(core0, 0, Reason::time_slice);
  }
}

TEST(Asids, WithoutThemEverySwitchFlushes) {
  RigSetup setup;
  setup.asid_bits = 0;
  Rig rig(setup);
  take_turns(rig, 3, 4);
  EXPECT_EQ(rig.stat("full_flushes"), rig.stat("context_switches"));
}

TEST(Asids, ExhaustedOnesAreRecycledWithAFlush) {
  RigSetup setup;
  setup.asid_bits = 2;
  Rig rig(setup);
  take_turns(rig, 5, 4);
  EXPECT_GT(rig.stat("asid_rollovers"), 0U);
  EXPECT_EQ(rig.stat("full_flushes"), rig.stat("asid_rollovers"));
}

TEST(Asids, EnoughOfThemNeverFlush) {
  Rig rig;
  take_turns(rig, 5, 4);
  EXPECT_EQ(rig.stat("full_flushes"), 0U);
}

TEST(Migration, ACoreForgetsWhatTheSpaceChangedElsewhere) {
  RigSetup setup;
  setup.cores = 2;
  Rig rig(setup);
  Task& wanderer = rig.spawn();
  rig.spawn();
  rig.spawn();
  rig.start(core0);
  rig.start(core1);
  rig.mmap(0x10000000, page);
  rig.store(0x10000000);
  rig.kernel.resume(core0, 0, Reason::time_slice);
  rig.kernel.resume(core1, 0, Reason::time_slice);
  ASSERT_EQ(rig.kernel.running(core1), &wanderer);
  EXPECT_EQ(rig.call(Call{.name = Syscall::munmap, .args = {0x10000000, page}}, core1), 0);
  EXPECT_TRUE(rig.machine.shootdowns.empty()) << "core 0 runs another space";
  EXPECT_EQ(
      rig.call(Call{.name = Syscall::mmap, .args = {0x10000000, page, ro, priv | anon}}, core1),
      0x10000000);
  rig.kernel.resume(core0, 0, Reason::time_slice);
  rig.kernel.resume(core1, 0, Reason::time_slice);
  rig.kernel.resume(core0, 0, Reason::time_slice);
  ASSERT_EQ(rig.kernel.running(core0), &wanderer);
  EXPECT_FALSE(rig.store(0x10000000)) << "the old writable translation is gone";
}

}  // namespace
}  // namespace vapa::test
