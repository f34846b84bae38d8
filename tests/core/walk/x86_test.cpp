// Rules of x86-64: rights combine over the levels, every entry used is marked accessed.

#include <gtest/gtest.h>

#include "core/walk/space.hpp"
#include "support/formats.hpp"

namespace vapa {
namespace {

constexpr std::uint64_t p = 1, w = 2, u = 4, a = 32, d = 64, ps = 128, g = 256;
constexpr std::uint64_t xd = std::uint64_t{1} << 63U;

class X86Walk : public testing::Test {
 protected:
  static PagingConfig config() { return config_of(FormatName::x86_64_4); }

  /// The table entry at `level` keeps its address and gets these flags.
  void retag(unsigned level, std::uint64_t flags) {
    space.poke(va, level, (space.peek(va, level) & 0x000f'ffff'ffff'f000) | flags);
  }
  FaultKind outcome(Op op, RightsMode mode = {}) {
    return space.access(va, op, mode).walk.fault().kind;
  }

  Space space{config()};
  const VirtAddr va{0x7fff'1234'5678};
};

constexpr std::uint64_t frame = 0x7000;

TEST_F(X86Walk, AReadOnlyEntryAtAnyLevelMakesThePageReadOnly) {
  for (unsigned level = 1; level <= 4; ++level) {
    space.poke(va, 1, frame | p | w | u);
    retag(level, p | u);
    EXPECT_EQ(outcome(Op::store), FaultKind::rights) << level;
    EXPECT_EQ(outcome(Op::load), FaultKind::none) << level;
    retag(level, p | w | u);
    EXPECT_EQ(outcome(Op::store), FaultKind::none) << level;
  }
}

TEST_F(X86Walk, ASupervisorEntryAtAnyLevelKeepsTheUserOut) {
  for (unsigned level = 1; level <= 4; ++level) {
    space.poke(va, 1, frame | p | w | u);
    retag(level, p | w);
    EXPECT_EQ(outcome(Op::load), FaultKind::rights) << level;
    EXPECT_EQ(outcome(Op::load, {.privilege = Privilege::supervisor}), FaultKind::none) << level;
    retag(level, p | w | u);
    EXPECT_EQ(outcome(Op::load), FaultKind::none) << level;
  }
}

TEST_F(X86Walk, NoExecuteAtAnyLevelForbidsFetches) {
  for (unsigned level = 1; level <= 4; ++level) {
    space.poke(va, 1, frame | p | w | u);
    retag(level, xd | p | w | u);
    EXPECT_EQ(outcome(Op::fetch), FaultKind::rights) << level;
    EXPECT_EQ(outcome(Op::load), FaultKind::none) << level;
    retag(level, p | w | u);
    EXPECT_EQ(outcome(Op::fetch), FaultKind::none) << level;
  }
}

TEST_F(X86Walk, AHoleBelowAForbiddingEntryIsAHole) {
  space.poke(va, 1, 0);
  retag(3, p);
  EXPECT_EQ(outcome(Op::store), FaultKind::not_present) << "rights are judged at the end";
}

TEST_F(X86Walk, EveryEntryUsedIsMarkedAccessedAndAWrittenLeafDirty) {
  space.poke(va, 1, frame | p | w | u);
  for (unsigned level = 2; level <= 4; ++level) retag(level, p | w | u);
  space.access(va, Op::load);
  for (unsigned level = 1; level <= 4; ++level) {
    EXPECT_EQ(space.peek(va, level) & (a | d), a) << level;
  }
  const Driven store = space.access(va, Op::rmw);
  EXPECT_EQ(space.peek(va, 1) & (a | d), a | d);
  EXPECT_EQ(space.peek(va, 2) & d, 0U);
  EXPECT_NE(store.walk.leaf().rights & right_d, 0);
}

TEST_F(X86Walk, ADeniedAccessMarksTheTablesButNotTheLeaf) {
  space.poke(va, 1, frame | p | u);
  for (unsigned level = 2; level <= 4; ++level) retag(level, p | w | u);
  EXPECT_EQ(outcome(Op::store), FaultKind::rights);
  EXPECT_EQ(space.peek(va, 1) & (a | d), 0U);
  for (unsigned level = 2; level <= 4; ++level) EXPECT_EQ(space.peek(va, level) & a, a);
}

TEST_F(X86Walk, AMarkedEntryIsNotWrittenAgain) {
  space.poke(va, 1, frame | p | w | u | a | d);
  const Context context = space.context();
  Walk walk(space.format, context, va, Op::store);
  while (walk.step() == Walk::Step::read) {
    EXPECT_EQ(walk.consume(space.memory.read_word(walk.entry_address(), 8)), 0U);
  }
}

TEST_F(X86Walk, AStoreToACleanPageAsksForExactlyTheBitsThatAreMissing) {
  const Context context = space.context();
  for (const std::uint64_t has : {std::uint64_t{0}, a, d, a | d}) {
    Walk walk(space.format, context, va, Op::store);
    walk.begin_at(1, PhysAddr{0x5000}, right_r | right_w | right_x | right_u);
    EXPECT_EQ(walk.consume(frame | p | w | u | has), (a | d) & ~has);
    EXPECT_EQ(walk.leaf().rights & (right_a | right_d), right_a | right_d);
  }
}

TEST_F(X86Walk, LeftToSoftwareAClearBitIsAFault) {
  PagingConfig c = config();
  c.hardware_ad = false;
  Space soft(c);
  soft.poke(va, 1, frame | p | w | u);
  EXPECT_EQ(soft.access(va, Op::load).walk.fault().kind, FaultKind::accessed_dirty);
  soft.poke(va, 1, frame | p | w | u | a);
  EXPECT_EQ(soft.access(va, Op::load).walk.step(), Walk::Step::done);
  EXPECT_EQ(soft.access(va, Op::store).walk.fault().kind, FaultKind::accessed_dirty);
  EXPECT_EQ(soft.peek(va, 1), frame | p | w | u | a);
}

TEST_F(X86Walk, OnlyTheLeafSaysWhetherThePageIsGlobal) {
  space.poke(va, 1, frame | p | w | u);
  retag(3, p | w | u | g);
  EXPECT_FALSE(space.access(va, Op::load).walk.leaf().global());
  space.poke(va, 1, frame | p | w | u | g);
  retag(3, p | w | u);
  EXPECT_TRUE(space.access(va, Op::load).walk.leaf().global());
}

TEST_F(X86Walk, TheCombinedRightsAreInTheLeaf) {
  space.poke(va, 1, frame | p | w | u | a | d);
  retag(2, p | u);
  retag(3, xd | p | w | u);
  EXPECT_EQ(unsigned{space.access(va, Op::load).walk.leaf().rights},
            unsigned{right_r | right_u | right_a | right_d});
}

TEST_F(X86Walk, WithoutWriteProtectTheKernelWritesReadOnlyPagesAndDirtiesThem) {
  space.poke(va, 1, frame | p);
  const RightsMode mode{.privilege = Privilege::supervisor, .write_protect = false};
  EXPECT_EQ(outcome(Op::store, mode), FaultKind::none);
  EXPECT_EQ(space.peek(va, 1) & d, d);
}

TEST_F(X86Walk, ALargePageKeepsThePatBitOutOfItsAddress) {
  space.poke(va, 2, 0x4020'0000 | 0x1000 | ps | p | w | u);
  const Driven walk = space.access(va, Op::load);
  ASSERT_EQ(walk.walk.step(), Walk::Step::done);
  EXPECT_EQ(walk.walk.leaf().pa, PhysAddr{0x4020'0000});
  EXPECT_EQ(walk.walk.leaf().shift, 21U);
}

TEST_F(X86Walk, AReservedBitIsReportedWithPresentAndReserved) {
  space.poke(va, 2, 0x4020'0000 | 0x2000 | ps | p | w | u);
  const Driven walk = space.access(va, Op::store);
  EXPECT_EQ(walk.walk.fault().kind, FaultKind::reserved);
  EXPECT_EQ(walk.walk.fault().code, 0xfU) << "present, write, user, reserved";
}

}  // namespace
}  // namespace vapa
