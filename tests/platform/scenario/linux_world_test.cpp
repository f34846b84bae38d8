// Linux as a scenario sees it. Skipped where Linux cannot serve.

#include "platform/scenario/linux_world.hpp"

#include <gmock/gmock.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "core/error.hpp"
#include "sw/workload/image.hpp"

namespace vapa::scenario {
namespace {

using kernel::Signal;
using ::testing::ElementsAre;

#ifdef VAPA_ACTOR
const int actor_named = ::setenv("VAPA_ACTOR", VAPA_ACTOR, 0);
#endif

constexpr ActorId first{0}, second{1}, third{2};
constexpr std::uint64_t rw = PROT_READ | PROT_WRITE;
constexpr std::uint64_t anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
constexpr std::uint64_t of_return = 0xc3;

VirtAddr page(std::uint64_t n) { return arena + n * page_bytes; }

/// A world with words for what the tests do in it.
class Played {
 public:
  explicit Played(std::uint32_t actors = 1, std::vector<std::uint64_t> files = {},
                  bool huge_pages = false)
      : world({std::move(files), actors, huge_pages}) {}

  std::int64_t call(Syscall name, const std::array<std::uint64_t, 6>& args, ActorId who = first) {
    return world.act(who, SystemCall{name, args}).result;
  }
  void map(std::uint64_t pages, std::uint64_t prot = rw, std::uint64_t flags = anonymous,
           std::uint32_t file = Call::no_file) {
    const SystemCall mmap{
        Syscall::mmap,
        {arena.value, pages * page_bytes, prot, flags | MAP_FIXED_NOREPLACE, ~std::uint64_t{0}, 0},
        file};
    const Answer answer = world.act(first, mmap);
    ASSERT_EQ(answer.result, static_cast<std::int64_t>(arena.value));
    EXPECT_EQ(answer.minor_faults, 0U);
  }
  Answer load(std::uint64_t n, std::uint64_t pages = 1, ActorId who = first) {
    return world.act(who, Touch{.op = Op::load, .first = page(n), .pages = pages});
  }
  Answer store(std::uint64_t n, std::uint64_t value, ActorId who = first) {
    return world.act(who, Touch{.op = Op::store, .first = page(n), .value = value});
  }
  Answer fetch(VirtAddr at) { return world.act(first, Touch{.op = Op::fetch, .first = at}); }
  void fork(ActorId child, ActorId who = first) { world.act(who, ForkProcess{child}); }
  void thread(ActorId started, ActorId who = first) { world.act(who, StartThread{started}); }
  Area area(ActorId who = first) {
    const auto areas = world.areas(who, arena, page(1));
    return areas.size() == 1 ? areas[0] : Area{};
  }
  /// Actions that bring in nothing of their own.
  void expect_silence(ActorId who) {
    const Answer nothing = world.act(who, Touch{.first = arena, .pages = 0});
    EXPECT_EQ(nothing.minor_faults + nothing.major_faults, 0U) << "a touch of actor " << who.value;
    const Answer refused = world.act(who, SystemCall{Syscall::munmap, {1, 1}});
    EXPECT_EQ(refused.result, -EINVAL);
    EXPECT_EQ(refused.minor_faults + refused.major_faults, 0U) << "a call of " << who.value;
    const Answer stray = world.act(who, Touch{.first = arena - page_bytes});
    EXPECT_TRUE(stray.raised);
    EXPECT_EQ(stray.minor_faults + stray.major_faults, 0U) << "a signal of " << who.value;
  }

  LinuxWorld world;
};

class LinuxWorldTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const auto reason = linux_unusable()) GTEST_SKIP() << *reason;
  }
};

Raised raised(const Answer& answer) { return answer.raised.value_or(Raised{}); }

std::size_t descriptors() {
  using std::filesystem::directory_iterator;
  return static_cast<std::size_t>(
      std::distance(directory_iterator("/proc/self/fd"), directory_iterator()));
}

TEST_F(LinuxWorldTest, AReadOfNewMemoryFaultsOnceAndAWriteBehindItAgain) {
  Played play;
  play.map(4);
  const Answer read = play.load(0);
  EXPECT_THAT(read.values, ElementsAre(0U));
  EXPECT_EQ(read.minor_faults, 1U);
  EXPECT_EQ(play.store(0, 7).minor_faults, 1U) << "the zero page is copied";
  EXPECT_EQ(play.store(0, 8).minor_faults, 0U);
  EXPECT_EQ(play.store(1, 9).minor_faults, 1U);
  EXPECT_THAT(play.load(0, 4).values, ElementsAre(8U, 9U, 0U, 0U));
}

TEST_F(LinuxWorldTest, NoActorBringsInPagesOfItsOwn) {
  Played play(4);
  play.expect_silence(first);
  play.fork(second);
  play.expect_silence(first);
  play.expect_silence(second);
  play.thread(third, second);
  play.expect_silence(third);
  play.expect_silence(second);
  play.fork(ActorId{3}, third);
  play.expect_silence(second);
  play.expect_silence(third);
  play.expect_silence(ActorId{3});
}

TEST_F(LinuxWorldTest, AForkCopiesInBothDirections) {
  Played play(2);
  play.map(2);
  play.store(0, 1);
  play.store(1, 2);
  play.fork(second);
  EXPECT_EQ(play.store(0, 3, first).minor_faults, 1U);
  EXPECT_EQ(play.store(1, 4, second).minor_faults, 1U);
  EXPECT_THAT(play.load(0, 2, first).values, ElementsAre(3U, 2U));
  EXPECT_THAT(play.load(0, 2, second).values, ElementsAre(1U, 4U));
}

TEST_F(LinuxWorldTest, ThreadsShareTheirMemory) {
  Played play(3);
  play.map(1);
  play.thread(second);
  play.store(0, 5, second);
  const Answer seen = play.load(0, 1, first);
  EXPECT_THAT(seen.values, ElementsAre(5U));
  EXPECT_EQ(seen.minor_faults, 0U);
  play.world.act(first, Exit{});
  EXPECT_EQ(play.area(second).rss, page_bytes) << "the memory lives as long as a thread";
  EXPECT_THAT(play.load(0, 1, second).values, ElementsAre(5U));
}

TEST_F(LinuxWorldTest, SignalsTellWhyAndWhere) {
  Played play(1, {page_bytes});
  play.map(2, rw, MAP_SHARED, 0);
  EXPECT_EQ(raised(play.load(5)), (Raised{Signal::segv_maperr, page(5)}));
  EXPECT_EQ(raised(play.load(1)), (Raised{Signal::bus, page(1)})) << "behind the file";
  play.call(Syscall::mprotect, {arena.value, page_bytes, PROT_READ});
  EXPECT_EQ(raised(play.store(0, 1)), (Raised{Signal::segv_accerr, page(0)}));
  const VirtAddr non_canonical{std::uint64_t{1} << 62U};
  const Answer far = play.world.act(first, Touch{.first = non_canonical});
  EXPECT_EQ(raised(far), (Raised{Signal::segv_kernel, VirtAddr{0}}));
  EXPECT_EQ(raised(play.fetch(page(0))), (Raised{Signal::segv_accerr, page(0)}));
  EXPECT_EQ(raised(play.fetch(page(9))), (Raised{Signal::segv_maperr, page(9)}));
  EXPECT_EQ(raised(play.fetch(non_canonical)), (Raised{Signal::segv_kernel, VirtAddr{0}}));
  EXPECT_THAT(play.load(0).values, ElementsAre(0U)) << "the actor lives on";
}

TEST_F(LinuxWorldTest, ATouchEndsAtTheFirstSignal) {
  Played play;
  play.map(3);
  const Answer answer = play.load(1, 8);
  EXPECT_THAT(answer.values, ElementsAre(0U, 0U));
  EXPECT_EQ(answer.minor_faults, 2U);
  EXPECT_EQ(raised(answer), (Raised{Signal::segv_maperr, page(3)}));
}

TEST_F(LinuxWorldTest, BytesCanBeRun) {
  Played play;
  play.map(1, rw | PROT_EXEC);
  play.store(0, of_return);
  const Answer run = play.fetch(arena);
  EXPECT_FALSE(run.raised);
  EXPECT_EQ(run.minor_faults, 0U);
}

TEST_F(LinuxWorldTest, OtherBytesThanAReturnAreAnErrorOfTheScenario) {
  for (const std::uint64_t bytes : {0U, 0xf4U, 0x0b0fU}) {  // as in new memory; hlt; ud2
    Played play;
    play.map(1, rw | PROT_EXEC);
    play.store(0, bytes);
    EXPECT_THROW(play.fetch(arena), InputError) << bytes;
  }
}

TEST_F(LinuxWorldTest, MoreValuesThanAMessageHoldsComeInOrder) {
  constexpr std::uint64_t pages = 1000;
  Played play;
  play.map(pages);
  const Touch store{.op = Op::store, .first = arena, .pages = pages, .value = 5, .step = 3};
  EXPECT_EQ(play.world.act(first, store).minor_faults, pages);
  const Answer answer = play.load(0, pages);
  ASSERT_EQ(answer.values.size(), pages);
  for (std::uint64_t n = 0; n < pages; ++n) ASSERT_EQ(answer.values[n], 5 + 3 * n);
  EXPECT_EQ(answer.minor_faults, 0U);
}

TEST_F(LinuxWorldTest, AFileIsOneThingHoweverItIsReached) {
  Played play(2, {2 * page_bytes, 100});
  play.map(2, rw, MAP_SHARED, 0);
  play.fork(second);
  play.store(0, 11, second);
  const Answer read = play.world.act(first, SystemCall{Syscall::read, {0, 0, 8, 0}, 0});
  EXPECT_EQ(read.result, 8);
  EXPECT_THAT(read.values, ElementsAre(11U));
  const Answer write = play.world.act(first, SystemCall{Syscall::write, {0, 12, 8, page_bytes}, 0});
  EXPECT_EQ(write.result, 8);
  EXPECT_THAT(play.load(0, 2, second).values, ElementsAre(11U, 12U));
  EXPECT_EQ(play.world.act(first, SystemCall{Syscall::read, {0, 0, 8, 96}, 1}).result, 4)
      << "the other file ends";
}

TEST_F(LinuxWorldTest, FilesAreCleanAndInThePageCache) {
  constexpr std::uint64_t pages = 16;
  Played play(1, {pages * page_bytes});
  play.map(pages, rw, MAP_SHARED, 0);
  const Answer read = play.load(0);
  EXPECT_EQ(read.minor_faults, 1U);
  EXPECT_EQ(read.major_faults, 0U);
  EXPECT_EQ(play.area().rss, pages * page_bytes) << "those around it come with it";
  EXPECT_EQ(play.area().private_clean, pages * page_bytes);
  play.store(3, 1);
  EXPECT_EQ(play.area().private_dirty, page_bytes);
}

TEST_F(LinuxWorldTest, AreasAreToldAsSmapsTellsThem) {
  Played play(2);
  play.map(8);
  play.store(0, 1);
  play.store(1, 1);
  play.call(Syscall::mlock, {arena.value, page_bytes});
  play.call(Syscall::mprotect, {page(4).value, page_bytes, PROT_READ});
  const auto areas = play.world.areas(first, arena, page(8));
  ASSERT_EQ(areas.size(), 4U);
  EXPECT_EQ(areas[0].locked, page_bytes);
  EXPECT_EQ(areas[1].start, page(1));
  EXPECT_EQ(areas[1].end, page(4));
  EXPECT_EQ(areas[1].rss, page_bytes);
  EXPECT_EQ(areas[1].anonymous, page_bytes);
  EXPECT_EQ(areas[1].prot, prot_read | prot_write);
  EXPECT_EQ(areas[2].prot, prot_read);
  EXPECT_FALSE(areas[2].shared);
  play.fork(second);
  EXPECT_EQ(play.area(second).pss, page_bytes / 2);
  EXPECT_EQ(play.world.areas(first, page(4), page(5)).size(), 1U);
}

TEST_F(LinuxWorldTest, PagesThatMayBeFreedAreCounted) {
  Played play;
  play.map(4);
  for (std::uint64_t n = 0; n < 4; ++n) play.store(n, 1);
  play.call(Syscall::madvise, {arena.value, 4 * page_bytes, MADV_FREE});
  EXPECT_EQ(play.area().lazy_free, 4 * page_bytes);
}

TEST_F(LinuxWorldTest, AnExitGivesMemoryBack) {
  Played play(2, {page_bytes});
  play.map(1, rw, MAP_SHARED, 0);
  play.store(0, 1);
  play.fork(second);
  play.load(0, 1, second);
  EXPECT_EQ(play.area().shared_dirty, page_bytes);
  play.world.act(second, Exit{42});
  EXPECT_EQ(play.area().private_dirty, page_bytes);
  EXPECT_EQ(play.world.act(first, WaitFor{second}).result, 42);
  EXPECT_EQ(play.world.act(first, WaitFor{second}).result, -ECHILD);
}

TEST_F(LinuxWorldTest, TheHeapGrowsWhereItIsSaidToBegin) {
  Played play(2);
  const VirtAddr heap = play.world.heap();
  EXPECT_EQ(heap.offset(page_shift), 0U);
  EXPECT_EQ(play.call(Syscall::brk, {0}), static_cast<std::int64_t>(heap.value));
  const VirtAddr end = heap + 3 * page_bytes;
  EXPECT_EQ(play.call(Syscall::brk, {end.value}), static_cast<std::int64_t>(end.value));
  const auto areas = play.world.areas(first, heap, end);
  ASSERT_EQ(areas.size(), 1U);
  EXPECT_EQ(areas[0].start, heap) << "not one with what the actor has before it";
  EXPECT_EQ(areas[0].rss, 0U);
  EXPECT_EQ(areas[0].end, end);
}

TEST_F(LinuxWorldTest, AWorldIsLikeTheOneBeforeIt) {
  const VirtAddr heap = LinuxWorld({}).heap();
  EXPECT_EQ(LinuxWorld({}).heap(), heap);
}

TEST_F(LinuxWorldTest, HugePagesAreThoseOfTheSetup) {
  constexpr std::uint64_t huge_page = 2U << 20U;
  for (const bool wanted : {false, true}) {
    Played play(1, {}, wanted);
    play.map(512);
    const auto advised = play.call(Syscall::madvise, {arena.value, huge_page, MADV_HUGEPAGE});
    if (advised == -EINVAL) GTEST_SKIP() << "this Linux has none";
    play.store(0, 1);
    EXPECT_EQ(play.area().anon_huge, wanted ? huge_page : 0U);
  }
}

TEST_F(LinuxWorldTest, WhatCannotBeIsAnInputError) {
  Played play(3);
  EXPECT_THROW(play.load(0, 1, second), InputError) << "not begun";
  EXPECT_THROW(play.world.act(first, SystemCall{Syscall::dup, {}}), InputError);
  EXPECT_THROW(play.world.act(first, SystemCall{Syscall::read, {}, 0}), InputError) << "no file";
  play.fork(second);
  EXPECT_THROW(play.fork(second), InputError) << "begun already";
  EXPECT_THROW(play.world.act(first, WaitFor{second}), InputError) << "it lives";
  EXPECT_THROW(Played(1000), InputError);
  EXPECT_THROW(play.call(Syscall::munmap, {0, std::uint64_t{1} << 46U}, second), InputError)
      << "the actor unmapped itself";
}

TEST_F(LinuxWorldTest, ManyWorldsLeaveNothingBehind) {
  const std::size_t before = descriptors();
  for (int n = 0; n < 200; ++n) {
    Played play(4, {4 * page_bytes});
    play.fork(second);
    play.fork(third, second);
    play.thread(ActorId{3}, third);
    if (n % 2 == 0) play.world.act(second, Exit{});
  }
  EXPECT_EQ(descriptors(), before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
  EXPECT_EQ(errno, ECHILD);
}

TEST(LinuxProbeTest, TheVersionIsThatOfThisLinux) {
  EXPECT_FALSE((linux_version() < Version{206}));
}

}  // namespace
}  // namespace vapa::scenario
