// What the player asks of a world.

#include "sw/scenario/play.hpp"

#include <gmock/gmock.h>

#include <cerrno>

#include "core/error.hpp"
#include "sw/scenario/parse.hpp"

namespace vapa::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr VirtAddr heap_start{0x555000};

/// Answers what it was told to, else that all went well.
class FakeWorld final : public World {
 public:
  Answer act(ActorId actor, const Action& action) override {
    actors.push_back(actor);
    actions.push_back(action);
    if (const auto found = answers.find(actions.size() - 1); found != answers.end()) {
      return found->second;
    }
    const auto* call = std::get_if<SystemCall>(&action);
    Answer answer;
    if (call != nullptr && (call->name == Syscall::mmap || call->name == Syscall::brk)) {
      answer.result = static_cast<std::int64_t>(call->args[0]);
    }
    return answer;
  }
  std::vector<Area> areas(ActorId, VirtAddr from, VirtAddr to) override {
    asked = {from, to};
    return known;
  }
  VirtAddr heap() const override { return heap_start; }

  const SystemCall& call(std::size_t n) const { return std::get<SystemCall>(actions.at(n)); }
  const Touch& touch(std::size_t n) const { return std::get<Touch>(actions.at(n)); }

  std::vector<ActorId> actors;
  std::vector<Action> actions;
  std::map<std::size_t, Answer> answers;  ///< by the number of the action
  std::vector<Area> known;
  std::pair<VirtAddr, VirtAddr> asked;
};

struct Player : ::testing::Test {
  std::vector<Played> run(const std::string& text, Version version = newest) {
    return play(parse(text, "f"), world, version);
  }
  void answer(std::size_t action, std::int64_t result) { world.answers[action].result = result; }
  FakeWorld world;
};

constexpr std::uint64_t at(VirtAddr start, std::uint64_t page) {
  return (start + page * page_bytes).value;
}
constexpr VirtAddr second = arena + (std::uint64_t{4} << 20U);

TEST_F(Player, MapsInTheArenaWhereNoPlaceIsNamed) {
  run("a = mmap 4 pages rw\nb = mmap 1 page r shared\n");
  EXPECT_THAT(world.call(0).args,
              ElementsAre(arena.value, 4 * page_bytes, 3, 0x100022, 0xffffffff, 0));
  EXPECT_THAT(world.call(1).args,
              ElementsAre(second.value, page_bytes, 1, 0x100021, 0xffffffff, 0));
  EXPECT_EQ(world.call(0).file, Call::no_file);
}

TEST_F(Player, MapsWhereItIsTold) {
  run("file data 3 pages\na = mmap 4 pages rw\nmmap 1 page r at a[8]\n"
      "mmap 1 page r at a[8] noreplace\nmmap 1 page r at a+8 hint\nmmap 1 page r anywhere\n"
      "mmap 1 page r data from 2 at 0x10000 populate\n");
  EXPECT_EQ(world.call(1).args[0], at(arena, 8));
  EXPECT_EQ(world.call(1).args[3], 0x32U);
  EXPECT_EQ(world.call(2).args[3], 0x100022U);
  EXPECT_EQ(world.call(3).args[0], arena.value + 8);
  EXPECT_EQ(world.call(3).args[3], 0x22U);
  EXPECT_EQ(world.call(4).args[0], 0U);
  EXPECT_THAT(world.call(5).args, ElementsAre(0x10000, page_bytes, 1, 0x8012, 0, 2 * page_bytes));
  EXPECT_EQ(world.call(5).file, 0U);
}

TEST_F(Player, NamesAMappingByWhereTheKernelPutIt) {
  answer(0, 0x7000);
  run("a = mmap 4 pages rw anywhere\nwrite a[1] 5..\n");
  EXPECT_EQ(world.touch(1).first, VirtAddr{0x8000});
  EXPECT_EQ(world.touch(1).pages, 1U);
  EXPECT_EQ(world.touch(1).value, 5U);
  EXPECT_EQ(world.touch(1).step, 1U);
}

TEST_F(Player, AMappingThatFailedLeavesItsNameWhereItWas) {
  answer(1, -ENOMEM);
  answer(3, -ENOMEM);
  const auto played =
      run("a = mmap 4 pages rw\na = mremap a to 9 pages\nread a\n"
          "b = mmap 1 page r at a[8]\nread b\n");
  EXPECT_THAT(played.at(1).facts, ElementsAre("ENOMEM"));
  EXPECT_EQ(world.touch(2).first, arena);
  EXPECT_EQ(world.touch(2).pages, 4U);
  EXPECT_EQ(world.touch(4).first.value, at(arena, 8));
}

TEST_F(Player, PassesRangesToTheCalls) {
  run("a = mmap 10 pages rw\nmunmap a+100 50 bytes\nmprotect a[2..3] rx\nmadvise a free\n"
      "msync a[1]\nmsync a async invalidate\nmlock a onfault\nmremap a[1] to 2 pages maymove\n"
      "mremap a to 1 page maymove dontunmap at a[20] hint\nmremap a to 1 page at a[20]\n");
  EXPECT_THAT(world.call(1).args, ElementsAre(arena.value + 100, 50, 0, 0, 0, 0));
  EXPECT_THAT(world.call(2).args, ElementsAre(at(arena, 2), 2 * page_bytes, 5, 0, 0, 0));
  EXPECT_THAT(world.call(3).args, ElementsAre(arena.value, 10 * page_bytes, 8, 0, 0, 0));
  EXPECT_EQ(world.call(4).args[2], 4U);
  EXPECT_EQ(world.call(5).args[2], 3U);
  EXPECT_EQ(world.call(6).args[2], 1U);
  EXPECT_THAT(world.call(7).args, ElementsAre(at(arena, 1), page_bytes, 2 * page_bytes, 1, 0, 0));
  EXPECT_THAT(world.call(8).args,
              ElementsAre(arena.value, 10 * page_bytes, page_bytes, 5, at(arena, 20), 0));
  EXPECT_EQ(world.call(9).args[3], 2U);
}

TEST_F(Player, TellsWhereMremapAndHintsLed) {
  answer(1, static_cast<std::int64_t>(arena.value));
  answer(2, 0x7000);
  answer(4, 0x9000);
  const auto played =
      run("a = mmap 2 pages rw\nmremap a to 3 pages\nmremap a to 3 pages maymove\n"
          "b = mmap 1 page r at a[9] hint\nmmap 1 page r at a[9] hint\n");
  EXPECT_THAT(played.at(1).facts, ElementsAre("ok", "in place"));
  EXPECT_THAT(played.at(2).facts, ElementsAre("ok", "moved"));
  EXPECT_THAT(played.at(3).facts, ElementsAre("ok", "as hinted"));
  EXPECT_THAT(played.at(4).facts, ElementsAre("ok", "elsewhere"));
}

TEST_F(Player, EveryProcessHasItsBreak) {
  answer(3, static_cast<std::int64_t>(heap_start.value));
  const auto played =
      run("brk +4 pages\nfork child\nchild: brk -1 page\nbrk +1000 TiB\n"
          "brk heap[1]\nchild: brk +0 pages\n");
  EXPECT_EQ(world.call(0).args[0], at(heap_start, 4));
  EXPECT_EQ(world.call(2).args[0], at(heap_start, 3));
  EXPECT_THAT(played.at(3).facts, ElementsAre("ENOMEM"));
  EXPECT_EQ(world.call(4).args[0], at(heap_start, 1));
  EXPECT_EQ(world.call(5).args[0], at(heap_start, 3));
}

TEST_F(Player, ReadsAndWritesFiles) {
  world.answers[0].result = 8;
  world.answers[0].values = {9};
  const auto played = run("file x 1 page\nfile y 3 pages\npread y[1]+8\npwrite y[2] 5\n");
  EXPECT_EQ(world.call(0).name, Syscall::read);
  EXPECT_EQ(world.call(0).file, 1U);
  EXPECT_EQ(world.call(0).args[3], page_bytes + 8);
  EXPECT_EQ(world.call(1).name, Syscall::write);
  EXPECT_EQ(world.call(1).args[1], 5U);
  EXPECT_THAT(played.at(0).facts, ElementsAre("9"));
}

TEST_F(Player, ActorsBeginActAndEnd) {
  run("thread t\nfork child\nchild: exit 3\nt: read 0x1000\nwait child\n");
  EXPECT_THAT(world.actors,
              ElementsAre(ActorId{0}, ActorId{0}, ActorId{2}, ActorId{1}, ActorId{0}));
  EXPECT_EQ(std::get<StartThread>(world.actions.at(0)).thread, ActorId{1});
  EXPECT_EQ(std::get<ForkProcess>(world.actions.at(1)).child, ActorId{2});
  EXPECT_EQ(std::get<Exit>(world.actions.at(2)).status, 3);
  EXPECT_EQ(std::get<WaitFor>(world.actions.at(4)).child, ActorId{2});
}

TEST_F(Player, NobodyGoesOnWhoCouldNotBegin) {
  answer(0, -EAGAIN);
  EXPECT_THROW(run("fork child\nchild: vmas\n"), InputError);
}

TEST_F(Player, AsksForTheAreasOfARange) {
  run("a = mmap 4 pages rw\nsmaps a\n");
  EXPECT_EQ(world.asked, std::pair(arena, arena + 4 * page_bytes));
  run("vmas\n");
  EXPECT_EQ(world.asked.first, arena);
  EXPECT_GT(world.asked.second - arena, std::uint64_t{1} << 40U);
}

TEST_F(Player, JudgesByTheVersion) {
  const std::string text = "read 0x1000 -> no fault since 6.4, minflt 1 before 6.4, majflt 7\n";
  EXPECT_THAT(run(text).at(0).failed, ElementsAre("majflt 7"));
  EXPECT_THAT(run(text, Version{601}).at(0).failed, ElementsAre("minflt 1", "majflt 7"));
}

TEST(Difference, LeavesOutWhatDependsOnTheVersion) {
  const Facts versioned{"no fault", "minflt 1"};
  const Played model{{"1", "no fault"}, {}, versioned};
  const Played old{{"1", "minflt 1"}, {}, versioned};
  EXPECT_TRUE(difference(model, old).none());
  const Difference found = difference({{"1"}, {}, {}}, {{"1", "minflt 1"}, {}, {}});
  EXPECT_THAT(found.only_first, IsEmpty());
  EXPECT_THAT(found.only_second, ElementsAre("minflt 1"));
}

TEST(Setup, IsWhatTheHeadersSay) {
  const scenario::Setup setup = setup_of(parse("huge pages\nfile x 100 bytes\nfork c\n", "f"));
  EXPECT_THAT(setup.files, ElementsAre(100));
  EXPECT_EQ(setup.actors, 2U);
  EXPECT_TRUE(setup.huge_pages);
}

}  // namespace
}  // namespace vapa::scenario
