// fork, copy-on-write, threads, exit and wait.

#include <gtest/gtest.h>

#include "sw/kernel/accounting.hpp"
#include "sw/kernel/rig.hpp"

namespace vapa::test {
namespace {

std::uint64_t word(Rig& rig, std::uint64_t at) {
  const auto pa = rig.load(at);
  return pa ? rig.machine.memory().read_word(*pa, 8) : ~std::uint64_t{0};
}

void put(Rig& rig, std::uint64_t at, std::uint64_t value) {
  const auto pa = rig.store(at);
  ASSERT_TRUE(pa);
  rig.machine.memory().write_word(*pa, value, 8);
}

kernel::Usage usage(Rig& rig, const Task& task, std::uint64_t at) {
  const kernel::Vma* vma = task.space->vmas.find(kernel::Vpn{at / page});
  return kernel::usage_of(rig.kernel.resources(), *task.space, *vma);
}

TEST(Fork, EachSideKeepsWhatItWrote) {
  Rig rig;
  Task& parent = rig.run();
  const std::uint64_t at = rig.map(4 * page);
  put(rig, at, 1);
  Task& child = rig.fork();
  put(rig, at, 2);
  rig.let_run(child);
  EXPECT_EQ(word(rig, at), 1U);
  put(rig, at, 3);
  rig.let_run(parent);
  EXPECT_EQ(word(rig, at), 2U);
}

TEST(Fork, CopiesNoFrameButTheTables) {
  Rig rig;
  rig.run();
  const std::uint64_t at = rig.map(64 * page);
  ASSERT_TRUE(rig.sweep(at, 64 * page, Op::store));
  const std::uint64_t before = rig.stat("frames_used") - rig.stat("table_frames");
  rig.fork();
  EXPECT_EQ(rig.stat("frames_used") - rig.stat("table_frames"), before);
  EXPECT_EQ(rig.stat("forked_pages"), 64U);
}

TEST(Fork, TheLastOwnerKeepsTheFrame) {
  Rig rig;
  Task& parent = rig.run();
  const std::uint64_t at = rig.map(page);
  const auto first = rig.store(at);
  Task& child = rig.fork();
  rig.let_run(child);
  EXPECT_NE(rig.store(at), first) << "the child copies";
  rig.let_run(parent);
  const std::uint64_t faults = rig.faults();
  EXPECT_EQ(rig.store(at), first) << "the parent is alone";
  EXPECT_EQ(rig.faults(), faults + 1);
  EXPECT_EQ(rig.stat("cow_reuses"), 1U);
}

// Redis: a child saves a snapshot while the parent writes a quarter of 4,096 pages.
TEST(Fork, ASnapshotCostsWhatIsWritten) {
  Rig rig;
  Task& parent = rig.run();
  const std::uint64_t at = rig.map(4096 * page);
  ASSERT_TRUE(rig.sweep(at, 4096 * page, Op::store));
  rig.fork();
  const std::uint64_t faults = rig.faults();
  ASSERT_TRUE(rig.sweep(at, 1024 * page, Op::store));
  EXPECT_EQ(rig.faults() - faults, 1024U);
  const kernel::Usage used = usage(rig, parent, at);
  EXPECT_EQ(used.private_dirty, 4096 * KiB);
  EXPECT_EQ(used.pss, 10240 * KiB);
  EXPECT_EQ(used.rss, 4096 * page);
}

// Half of each page table is shared by nobody: 2 MiB of entries, and the tables above them.
TEST(Fork, OfOneGibibyteCopiesTwoMebibytesOfTables) {
  RigSetup setup;
  setup.memory = 4 * GiB;
  Rig rig(setup);
  rig.run();
  const std::uint64_t at = 1 * TiB;
  ASSERT_EQ(rig.mmap(at, GiB, rw, priv | anon | fixed), std::int64_t(at));
  ASSERT_TRUE(rig.sweep(at, GiB, Op::store));
  const std::uint64_t tables = rig.stat("table_frames");
  const std::uint64_t frames = rig.stat("frames_used");
  rig.fork();
  EXPECT_EQ(rig.stat("table_frames") - tables, 512U + 3);
  EXPECT_EQ(rig.stat("frames_used") - frames, 512U + 3) << "no page is copied";
  EXPECT_EQ(rig.stat("forked_pages"), 262144U);
  // kernel-costs: 200,000 cycles, and 200 for each entry, at 2.6 GHz.
  EXPECT_NEAR(double(rig.outcome.busy), 200'000 + 200.0 * 262'144, 0.01 * 200 * 262'144);
}

TEST(Fork, OfALargePageCopiesTheBasePageThatIsWritten) {
  RigSetup setup;
  setup.kernel.page_size = Bytes{2 * MiB};
  Rig rig(setup);
  Task& parent = rig.run();
  const std::uint64_t at = 1 * TiB;
  ASSERT_EQ(rig.mmap(at, 2 * MiB, rw, priv | anon | fixed), std::int64_t(at));
  put(rig, at + page, 7);
  Task& child = rig.fork();
  EXPECT_EQ(rig.stat("forked_pages"), 1U);
  const std::uint64_t before = rig.stat("frames_used") - rig.stat("table_frames");
  rig.let_run(child);
  put(rig, at + page, 8);
  EXPECT_EQ(rig.stat("frames_used") - rig.stat("table_frames"), before + 1);
  EXPECT_EQ(usage(rig, child, at).private_dirty, page);
  EXPECT_EQ(usage(rig, child, at).anon_huge, 0U);
  EXPECT_EQ(usage(rig, parent, at).anon_huge, 2 * MiB);
  rig.let_run(parent);
  EXPECT_EQ(word(rig, at + page), 7U);
}

TEST(Fork, ProtectionOfASharedPageDoesNotMakeItWritable) {
  Rig rig;
  Task& parent = rig.run();
  const std::uint64_t at = rig.map(page);
  put(rig, at, 1);
  Task& child = rig.fork();
  rig.call(Syscall::mprotect, at, page, ro);
  rig.call(Syscall::mprotect, at, page, rw);
  put(rig, at, 2);
  rig.let_run(child);
  EXPECT_EQ(word(rig, at), 1U);
  rig.let_run(parent);
}

TEST(Fork, SharedMemoryStaysShared) {
  Rig rig;
  Task& parent = rig.run();
  const std::uint64_t at = rig.map(page, rw, shared | anon);
  put(rig, at, 1);
  Task& child = rig.fork();
  EXPECT_EQ(rig.stat("forked_pages"), 0U) << "the child faults them in";
  rig.let_run(child);
  put(rig, at, 2);
  rig.let_run(parent);
  EXPECT_EQ(word(rig, at), 2U);
}

TEST(Fork, NoFrameIsLeftWhenAllHaveEnded) {
  Rig rig;
  const auto& allocator = rig.kernel.resources().frames.allocator();
  const std::uint64_t free = allocator.free_frames();
  Task& parent = rig.run();
  const std::uint64_t at = rig.map(600 * page);
  ASSERT_TRUE(rig.sweep(at, 600 * page, Op::store));
  Task& child = rig.fork();
  ASSERT_TRUE(rig.sweep(at, 300 * page, Op::store));
  rig.exit();
  rig.let_run(child);
  ASSERT_TRUE(rig.sweep(at, 600 * page, Op::store));
  rig.exit();
  EXPECT_TRUE(parent.ended && child.ended);
  EXPECT_EQ(allocator.free_frames(), free);
}

TEST(Fork, WithoutMemoryForItsTablesFailsAndLosesNothing) {
  RigSetup setup;
  setup.memory = 64 * page;
  Rig rig(setup);
  rig.run();
  const std::uint64_t at = rig.map(50 * page);
  ASSERT_TRUE(rig.sweep(at, 50 * page, Op::store));
  while (rig.kernel.resources().frames.allocator().free_frames() > 2) {
    ASSERT_TRUE(rig.store(rig.map(page)));
  }
  const std::uint64_t used = rig.stat("frames_used");
  EXPECT_EQ(rig.call(Syscall::fork), -ENOMEM);
  EXPECT_EQ(rig.stat("frames_used"), used);
  EXPECT_TRUE(rig.sweep(at, 50 * page, Op::store));
}

TEST(Threads, ShareTheAddressSpaceUntilTheLastOneEnds) {
  Rig rig;
  Task& first = rig.run();
  const std::uint64_t at = rig.map(page);
  put(rig, at, 1);
  Task& second = rig.thread();
  EXPECT_EQ(second.process, first.process);
  rig.call(Call{.name = Syscall::exit, .number = 60});
  rig.let_run(second);
  EXPECT_EQ(word(rig, at), 1U);
  EXPECT_EQ(rig.stat("context_switches"), 1U);
}

TEST(Threads, EndWithTheirProcess) {
  RigSetup setup;
  setup.cores = 2;
  Rig rig(setup);
  Task& first = rig.run();
  Task& second = rig.thread();
  rig.start(CoreId{1});
  ASSERT_EQ(rig.kernel.running(CoreId{1}), &second);
  EXPECT_FALSE(rig.load(somewhere)) << "a signal";
  EXPECT_TRUE(first.ended);
  rig.kernel.resume(CoreId{1}, 0, TrapHandler::Reason::time_slice);
  EXPECT_TRUE(second.ended);
}

TEST(Threads, OnlyTheOneThatForksIsInTheChild) {
  Rig rig;
  Task& first = rig.run();
  rig.thread();
  const Task& child = rig.fork();
  EXPECT_EQ(child.parent, first.process);
  const auto& tasks = rig.kernel.tasks();
  EXPECT_EQ(std::count_if(tasks.begin(), tasks.end(),
                          [&](const auto& t) { return t->process == child.process; }),
            1);
}

TEST(Wait, BlocksUntilAChildHasEnded) {
  Rig rig;
  const Task& parent = rig.run();
  const Task& child = rig.fork();
  rig.call(Syscall::wait, ~std::uint64_t{0});
  ASSERT_EQ(rig.kernel.running(CoreId{0}), &child);
  rig.exit();
  ASSERT_EQ(rig.kernel.running(CoreId{0}), &parent);
  EXPECT_EQ(rig.kernel.last_result(CoreId{0}), child.id);
  EXPECT_EQ(rig.call(Syscall::wait, ~std::uint64_t{0}), -ECHILD);
}

TEST(Wait, AnswersAtOnceForOneThatHasEnded) {
  Rig rig;
  const Task& parent = rig.run();
  const Task& child = rig.fork();
  rig.let_run(child);
  rig.exit();
  rig.let_run(parent);
  EXPECT_EQ(rig.call(Syscall::wait, child.id), child.id);
}

TEST(Wait, EndsWithTheProcess) {
  Rig rig;
  rig.run();
  Task& waiter = rig.thread();
  Task& other = rig.thread();
  rig.let_run(waiter);
  Task& child = rig.fork();
  rig.call(Syscall::wait, ~std::uint64_t{0});
  rig.let_run(other);
  EXPECT_FALSE(rig.load(somewhere)) << "a signal ends the process";
  EXPECT_TRUE(waiter.ended);
  ASSERT_EQ(rig.kernel.running(CoreId{0}), &child);
  rig.exit();
  EXPECT_EQ(rig.kernel.running(CoreId{0}), nullptr) << "nobody is woken";
}

TEST(Signals, ThatAreCaughtEndNoProcess) {
  Rig rig;
  Task& task = rig.run();
  task.catches_signals = true;
  EXPECT_FALSE(task.caught);
  Fault fault;
  fault.va = VirtAddr{somewhere};
  rig.kernel.fault(CoreId{0}, 0, fault);
  ASSERT_TRUE(task.caught);
  EXPECT_EQ(task.caught->signal, kernel::Signal::segv_maperr);
  EXPECT_EQ(rig.kernel.running(CoreId{0}), &task);
  EXPECT_EQ(rig.stat("deaths"), 0U);
}

}  // namespace
}  // namespace vapa::test
