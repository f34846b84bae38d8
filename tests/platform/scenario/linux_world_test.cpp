// The Linux side of scenarios: what it sees and what it costs.

#include "platform/scenario/linux_world.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "sw/scenario/words.hpp"

namespace vapa::scenario {
namespace {

constexpr ActorId self{0}, other{1};
constexpr std::uint64_t rw = 3, anonymous = map_private | map_anonymous | map_fixed;

class LinuxWorldTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto reason = linux_unusable()) GTEST_SKIP() << *reason;
    scenario::Setup setup;
    setup.files = {3 * page_bytes + 100};
    setup.actors = 2;
    world = make_linux_world(setup);
  }

  Answer call(Syscall name, std::array<std::uint64_t, 6> args, std::uint32_t file = Call::no_file,
              ActorId actor = self) {
    return world->act(actor, SystemCall{name, args, file});
  }
  void map(std::uint64_t pages, std::uint64_t flags = anonymous,
           std::uint32_t file = Call::no_file) {
    const Answer answer =
        call(Syscall::mmap, {arena.value, pages * page_bytes, rw, flags, ~0ULL, 0}, file);
    ASSERT_EQ(answer.result, static_cast<std::int64_t>(arena.value));
  }
  Answer touch(Op op, std::uint64_t from, std::uint64_t pages, std::uint64_t value = 0,
               ActorId actor = self) {
    return world->act(actor, Touch{op, arena + from * page_bytes, pages, value, 0});
  }
  std::uint64_t faults_of_nothing(ActorId actor) {
    return call(Syscall::munlock, {}, Call::no_file, actor).minor_faults +
           touch(Op::load, 0, 0, 0, actor).minor_faults;
  }

  std::unique_ptr<World> world;
};

TEST_F(LinuxWorldTest, CountsTheFaultsOfTheActionAlone) {
  EXPECT_EQ(faults_of_nothing(self), 0U);
  map(300);
  const Answer zero = touch(Op::load, 0, 300);
  EXPECT_EQ(zero.minor_faults, 300U);
  EXPECT_EQ(zero.values, std::vector<std::uint64_t>(300, 0));
  EXPECT_EQ(touch(Op::store, 0, 300, 7).minor_faults, 300U);
  EXPECT_EQ(touch(Op::store, 0, 300, 8).minor_faults, 0U);
}

TEST_F(LinuxWorldTest, TellsManyDifferentValues) {
  map(300);
  world->act(self, Touch{Op::store, arena, 300, 1, 1});
  const Answer answer = touch(Op::load, 0, 300);
  ASSERT_EQ(answer.values.size(), 300U);
  EXPECT_EQ(answer.values[299], 300U);
  EXPECT_EQ(answer.minor_faults, 0U);
}

TEST_F(LinuxWorldTest, ForksAndCountsInBoth) {
  map(4);
  touch(Op::store, 0, 4, 1);
  ASSERT_EQ(world->act(self, ForkProcess{other}).result, 0);
  EXPECT_EQ(faults_of_nothing(self), 0U);
  EXPECT_EQ(faults_of_nothing(other), 0U);
  EXPECT_EQ(touch(Op::store, 0, 1, 2, other).minor_faults, 1U) << "a copy";
  EXPECT_EQ(touch(Op::store, 0, 1, 3, self).minor_faults, 1U) << "the last owner";
  EXPECT_EQ(touch(Op::load, 0, 1, 0, other).values[0], 2U);
  EXPECT_EQ(touch(Op::load, 0, 1, 0, self).values[0], 3U);
  world->act(other, Exit{5});
  EXPECT_EQ(world->act(self, WaitFor{other}).result, 5);
}

TEST_F(LinuxWorldTest, ThreadsShareMemory) {
  map(4);
  ASSERT_EQ(world->act(self, StartThread{other}).result, 0);
  EXPECT_EQ(faults_of_nothing(other), 0U);
  EXPECT_EQ(touch(Op::store, 0, 4, 1, other).minor_faults, 4U);
  EXPECT_EQ(touch(Op::load, 0, 4).minor_faults, 0U);
  world->act(other, Exit{});
  EXPECT_EQ(touch(Op::load, 3, 1).values[0], 1U);
}

TEST_F(LinuxWorldTest, TellsSignals) {
  map(4);
  const Answer beyond = touch(Op::store, 2, 4, 1);
  ASSERT_TRUE(beyond.raised);
  EXPECT_EQ(*beyond.raised, (Raised{kernel::Signal::segv_maperr, arena + 4 * page_bytes}));
  EXPECT_EQ(beyond.minor_faults, 2U);
  call(Syscall::mprotect, {arena.value, page_bytes, 0});
  EXPECT_EQ(touch(Op::load, 0, 1).raised, (Raised{kernel::Signal::segv_accerr, arena}));
  EXPECT_EQ(touch(Op::fetch, 1, 1).raised,
            (Raised{kernel::Signal::segv_accerr, arena + page_bytes}));
  const Answer none = world->act(self, Touch{Op::load, VirtAddr{1ULL << 60U}, 1, 0, 0});
  EXPECT_EQ(none.raised, (Raised{kernel::Signal::segv_kernel, VirtAddr{0}}));
}

TEST_F(LinuxWorldTest, RunsAReturn) {
  map(1);
  touch(Op::store, 0, 1, return_instruction);
  call(Syscall::mprotect, {arena.value, page_bytes, 5});
  EXPECT_FALSE(touch(Op::fetch, 0, 1).raised);
}

TEST_F(LinuxWorldTest, FilesAreSharedAndEnd) {
  map(5, map_shared | map_fixed, 0);
  touch(Op::store, 1, 1, 9);
  const Answer read = call(Syscall::read, {0, 0, 8, page_bytes}, 0);
  EXPECT_EQ(read.result, 8);
  EXPECT_EQ(read.values, std::vector<std::uint64_t>{9});
  EXPECT_EQ(call(Syscall::write, {0, 4, 8, 0}, 0).result, 8);
  EXPECT_EQ(touch(Op::load, 0, 1).values[0], 4U);
  const Answer beyond = touch(Op::load, 4, 1);
  EXPECT_EQ(beyond.raised, (Raised{kernel::Signal::bus, arena + 4 * page_bytes}));
}

TEST_F(LinuxWorldTest, TellsAreas) {
  map(4);
  touch(Op::store, 0, 3, 1);
  const auto areas = world->areas(self, arena, arena + 4 * page_bytes);
  ASSERT_EQ(areas.size(), 1U);
  EXPECT_EQ(areas[0].rss, 3 * page_bytes);
  EXPECT_EQ(areas[0].private_dirty, 3 * page_bytes);
  EXPECT_EQ(areas[0].prot, rw);
}

TEST_F(LinuxWorldTest, TheHeapIsAlone) {
  const std::uint64_t heap = world->heap().value;
  EXPECT_EQ(call(Syscall::brk, {heap + 2 * page_bytes}).result,
            static_cast<std::int64_t>(heap + 2 * page_bytes));
  const auto areas = world->areas(self, VirtAddr{heap}, VirtAddr{heap + 2 * page_bytes});
  ASSERT_EQ(areas.size(), 1U);
  EXPECT_EQ(areas[0].start, world->heap());
}

std::size_t open_files() {
  const std::filesystem::directory_iterator files("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

TEST(LinuxWorlds, LeaveNothingBehind) {
  if (const auto reason = linux_unusable()) GTEST_SKIP() << *reason;
  const std::size_t before = open_files();
  scenario::Setup setup;
  setup.files = {page_bytes};
  setup.actors = 3;
  for (int n = 0; n < 100; ++n) {
    const auto world = make_linux_world(setup);
    world->act(ActorId{0}, ForkProcess{ActorId{1}});
    world->act(ActorId{1}, ForkProcess{ActorId{2}});
    world->act(ActorId{1}, Exit{});
  }
  EXPECT_EQ(open_files(), before);
}

}  // namespace
}  // namespace vapa::scenario
