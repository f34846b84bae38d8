// What kernel work costs, and the memory traffic that it leaves.

#include <gtest/gtest.h>

#include <numeric>

#include "rig.hpp"

namespace vapa::test {
namespace {

/// One fault by hand, to see its outcome.
Outcome touch(Rig& rig, std::uint64_t at, Op op, FaultKind kind = FaultKind::not_present) {
  return rig.kernel.fault(CoreId{0}, 0, Fault{.va = VirtAddr{at}, .op = op, .kind = kind});
}

std::uint64_t bytes(const Outcome& o, bool write) {
  return std::accumulate(
      o.traffic.begin(), o.traffic.end(), std::uint64_t{0},
      [&](std::uint64_t sum, const Touch& t) { return sum + (t.write == write ? t.bytes : 0); });
}

TEST(Costs, TheTableHoldsTheCyclesOfThePublishedCoreAt2Point6GHz) {
  Rig rig;
  rig.run(image_with_file(100 * page));
  const std::uint64_t at = rig.map(16 * page);
  EXPECT_EQ(touch(rig, at, Op::store).busy, 3000U);
  EXPECT_EQ(touch(rig, at + page, Op::load).busy, 2000U);
  const auto file = static_cast<std::uint64_t>(rig.map_file(0, 100 * page, rw, priv));
  EXPECT_EQ(touch(rig, file, Op::store).busy, 6500U);
  EXPECT_EQ(
      rig.kernel.call(CoreId{0}, 0, Call{.name = Syscall::mprotect, .args = {at, page, ro}}).busy,
      8500U + 260U)
      << "with the local flush of one page";
}

TEST(Costs, AFileFaultIsPaidPerPageMapped) {
  Rig rig;
  rig.run(image_with_file(100 * page));
  rig.map_file(0x10000000, 100 * page, ro, priv | fixed);
  EXPECT_EQ(touch(rig, 0x10000000, Op::load).busy, 9601U) << "16 pages of 230.8 ns";
}

TEST(Costs, AMajorFaultWaitsForTheDisk) {
  RigSetup setup;
  setup.kernel.file_cache = FileCache::cold;
  Rig rig(setup);
  rig.run(image_with_file(page));
  rig.map_file(0x10000000, page, ro, priv | fixed);
  EXPECT_EQ(touch(rig, 0x10000000, Op::load).busy, 250000U + 600U);
  EXPECT_EQ(rig.stat("busy.disk"), 250000U);
}

TEST(Costs, ALargePageCostsAsMuchAsTheTableSays) {
  RigSetup setup;
  setup.kernel.page_size.value = 2 * MiB;
  Rig rig(setup);
  rig.run();
  EXPECT_EQ(touch(rig, rig.map(2 * MiB), Op::store).busy, 800000U);
}

TEST(Costs, TheCyclesAddUpByKind) {
  Rig rig;
  rig.run();
  const std::uint64_t at = rig.map(page);
  rig.store(at);
  rig.call(Syscall::munmap, at, page);
  std::uint64_t sum = 0;
  for (const char* kind : {"fault", "disk", "call", "flush", "schedule"}) {
    sum += rig.stat(std::string("busy.") + kind);
  }
  EXPECT_EQ(rig.stat("busy_cycles"), sum);
  EXPECT_EQ(sum, 6500U + 3000U + 6500U + 260U);
}

TEST(Costs, OffChargesNeitherTimeNorTraffic) {
  RigSetup setup;
  setup.kernel.charge = Charge::off;
  Rig rig(setup);
  rig.run();
  const Outcome outcome = touch(rig, rig.map(page), Op::store);
  EXPECT_EQ(outcome.busy, 0U);
  EXPECT_TRUE(outcome.traffic.empty());
  EXPECT_EQ(rig.stat("busy_cycles"), 0U);
}

TEST(Costs, WithTrafficAFaultThatClearsAPagePaysWhatOneThatMovesNonePays) {
  RigSetup setup;
  setup.kernel.charge = Charge::traffic;
  Rig rig(setup);
  rig.run();
  const Outcome outcome = touch(rig, rig.map(page), Op::store);
  EXPECT_TRUE(outcome.traffic_timed);
  EXPECT_EQ(outcome.busy, 2000U);
}

TEST(Traffic, AFirstTouchWritesThePageItsTablesAndTheEntries) {
  Rig rig;
  rig.run();
  const Outcome first = touch(rig, rig.map(2 * page), Op::store);
  EXPECT_EQ(bytes(first, true), 4 * page + 4 * 8) << "three tables and the page; four entries";
}

TEST(Traffic, ALaterTouchReadsFourEntriesTwiceAndWritesThePageAndItsEntry) {
  Rig rig;
  rig.run();
  const std::uint64_t at = rig.map(2 * page);
  rig.store(at);
  const Outcome second = touch(rig, at + page, Op::store);
  EXPECT_EQ(bytes(second, true), page + 8);
  EXPECT_EQ(bytes(second, false), 2U * 4 * 8) << "to find the entry and to make it";
}

TEST(Traffic, ACopyReadsOnePageAndWritesAnother) {
  Rig rig;
  rig.run(image_with_file(2 * page));
  const auto at = static_cast<std::uint64_t>(rig.map_file(0, 2 * page, rw, priv));
  rig.load(at);
  const Outcome copy = touch(rig, at, Op::store, FaultKind::rights);
  EXPECT_EQ(bytes(copy, true), page + 8);
  EXPECT_EQ(bytes(copy, false), page + 4 * 8);
}

TEST(Traffic, TouchesStayInsideMemory) {
  Rig rig;
  rig.run();
  const Outcome outcome = touch(rig, rig.map(page), Op::store);
  for (const Touch& t : outcome.traffic) {
    EXPECT_TRUE(rig.machine.memory().contains(t.pa, t.bytes));
    EXPECT_GT(t.bytes, 0U);
  }
}

TEST(Config, ImpossibleValuesAreNamed) {
  KernelConfig config;
  config.page_size.value = 3000;
  config.time_slice = 0;
  config.stack_limit.value = 0;
  config.cost.mmap = -1;
  Problems problems;
  config.validate(problems);
  std::vector<std::string> keys;
  for (const auto& p : problems.list()) keys.push_back(p.key);
  EXPECT_EQ(keys,
            (std::vector<std::string>{"page_size", "time_slice", "stack_limit", "cost.mmap"}));
}

TEST(Config, TheDefaultsAreValid) {
  Problems problems;
  KernelConfig().validate(problems);
  EXPECT_TRUE(problems.list().empty());
}

TEST(Costs, ACallIsPaidByWhatItDid) {
  Rig rig;
  rig.run();
  const auto paid = [&](Syscall name, std::uint64_t a0, std::uint64_t a1 = 0,
                        std::uint64_t a2 = 0) {
    const std::uint64_t before = rig.stat("busy.call");
    rig.call(name, a0, a1, a2);
    return rig.stat("busy.call") - before;
  };
  const auto brk = static_cast<std::uint64_t>(rig.call(Syscall::brk, 0));
  const std::uint64_t at = rig.map(4 * page);
  EXPECT_EQ(paid(Syscall::brk, 0), 260U) << "a question";
  EXPECT_EQ(paid(Syscall::brk, brk + page), 6500U);
  EXPECT_EQ(paid(Syscall::brk, 1), 260U) << "refused";
  EXPECT_EQ(paid(Syscall::madvise, at, page, 14), 260U) << "MADV_HUGEPAGE";
  EXPECT_EQ(paid(Syscall::madvise, at, page, 4), 6500U);
}

TEST(Costs, AShrinkingBreakIsPaidAsAnMunmap) {
  RigSetup setup;
  setup.kernel.cost.munmap = 5000;
  Rig rig(setup);
  rig.run();
  const auto brk = static_cast<std::uint64_t>(rig.call(Syscall::brk, 0));
  rig.call(Syscall::brk, brk + page);
  const std::uint64_t before = rig.stat("busy.call");
  rig.call(Syscall::brk, brk);
  EXPECT_EQ(rig.stat("busy.call") - before, 13000U);
}

TEST(Traffic, OfOneTrapIsBounded) {
  RigSetup setup;
  setup.memory = 2 * MiB;
  Rig rig(setup);
  rig.run();
  rig.mmap(0, 16 * TiB, ro, priv | anon | noreserve | populate);
  EXPECT_LE(rig.outcome.traffic.size(), std::size_t{1} << 20U);
  EXPECT_GT(rig.stat("untold_touches"), 0U);
}

}  // namespace
}  // namespace vapa::test
