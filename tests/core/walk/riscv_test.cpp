// Rules of RISC-V: rights come from the leaf alone, superpages are aligned, global is inherited.

#include <gtest/gtest.h>

#include "core/walk/space.hpp"
#include "support/formats.hpp"

namespace vapa {
namespace {

constexpr std::uint64_t v = 1, r = 2, w = 4, x = 8, u = 16, g = 32, a = 64, d = 128;

class RiscvWalk : public testing::TestWithParam<FormatName> {
 protected:
  static std::uint64_t at(std::uint64_t pa) { return pa >> 12U << 10U; }
  Fault fault_of(Op op, RightsMode mode = {}) { return space.access(va, op, mode).walk.fault(); }

  Space space{config_of(GetParam())};
  const VirtAddr va{0x1234'5678};
};

TEST_P(RiscvWalk, RightsComeFromTheLeafAlone) {
  space.poke(va, 1, at(0x7000) | v | r | w | x | u);
  for (const Op op : {Op::load, Op::store, Op::rmw, Op::fetch}) {
    EXPECT_EQ(fault_of(op).kind, FaultKind::none) << "pointers carry no rights and take none away";
  }
}

TEST_P(RiscvWalk, AMisalignedSuperpageFaultsAndIsNotMarked) {
  const std::uint64_t raw = at(0x1000) | v | r | w | u;
  for (unsigned level = 2; level <= space.format.levels(); ++level) {
    Space fresh(config_of(GetParam()));
    fresh.poke(va, level, raw);
    const Driven walk = fresh.access(va, Op::store);
    ASSERT_EQ(walk.walk.step(), Walk::Step::fault) << level;
    EXPECT_EQ(walk.walk.fault().kind, FaultKind::reserved);
    EXPECT_EQ(walk.walk.fault().code, 15U);
    EXPECT_EQ(fresh.peek(va, level), raw);
  }
}

TEST_P(RiscvWalk, APointerAtTheLowestLevelFaults) {
  space.poke(va, 1, at(0x7000) | v);
  EXPECT_EQ(fault_of(Op::load).kind, FaultKind::reserved);
  EXPECT_EQ(fault_of(Op::load).level, 1U);
}

TEST_P(RiscvWalk, WriteWithoutReadFaultsWhateverTheAccess) {
  space.poke(va, 1, at(0x7000) | v | w | x | u);
  EXPECT_EQ(fault_of(Op::load).code, 13U);
  EXPECT_EQ(fault_of(Op::store).code, 15U);
  EXPECT_EQ(fault_of(Op::fetch).code, 12U);
}

TEST_P(RiscvWalk, PointersAreNeverMarked) {
  space.poke(va, 1, at(0x7000) | v | r | w | u);
  space.access(va, Op::store);
  EXPECT_EQ(space.peek(va, 1) & (a | d), a | d);
  for (unsigned level = 2; level <= space.format.levels(); ++level) {
    EXPECT_EQ(space.peek(va, level) & (a | d), 0U) << level;
  }
}

TEST_P(RiscvWalk, ALoadMarksAccessedOnly) {
  space.poke(va, 1, at(0x7000) | v | r | w | u);
  const Driven walk = space.access(va, Op::load);
  EXPECT_EQ(space.peek(va, 1) & (a | d), a);
  EXPECT_EQ(walk.walk.leaf().rights & (right_a | right_d), right_a);
}

TEST_P(RiscvWalk, ADeniedAccessMarksNothing) {
  const std::uint64_t raw = at(0x7000) | v | r | u;
  space.poke(va, 1, raw);
  EXPECT_EQ(fault_of(Op::store).kind, FaultKind::rights);
  EXPECT_EQ(space.peek(va, 1), raw);
}

TEST_P(RiscvWalk, WithSvadeAClearBitIsAPageFault) {
  PagingConfig c = config_of(GetParam());
  c.hardware_ad = false;
  Space soft(c);
  soft.poke(va, 1, at(0x7000) | v | r | w | u);
  EXPECT_EQ(soft.access(va, Op::load).walk.fault().kind, FaultKind::accessed_dirty);
  EXPECT_EQ(soft.access(va, Op::load).walk.fault().code, 13U);
  soft.poke(va, 1, at(0x7000) | v | r | w | u | a);
  EXPECT_EQ(soft.access(va, Op::load).walk.step(), Walk::Step::done);
  EXPECT_EQ(soft.access(va, Op::store).walk.fault().code, 15U);
  soft.poke(va, 1, at(0x7000) | v | r | w | u | a | d);
  EXPECT_EQ(soft.access(va, Op::store).walk.step(), Walk::Step::done);
}

TEST_P(RiscvWalk, AGlobalPointerMakesAllBelowGlobal) {
  for (unsigned level = 2; level <= space.format.levels(); ++level) {
    Space fresh(config_of(GetParam()));
    fresh.poke(va, 1, at(0x7000) | v | r | u);
    EXPECT_FALSE(fresh.access(va, Op::load).walk.leaf().global());
    fresh.poke(va, level, fresh.peek(va, level) | g);
    EXPECT_TRUE(fresh.access(va, Op::load).walk.leaf().global()) << level;
  }
}

TEST_P(RiscvWalk, ASuperpageMapsItsWholeRange) {
  const unsigned shift = space.format.shift(2);
  space.poke(va, 2, at(std::uint64_t{3} << shift) | v | r | u);
  const Driven walk = space.access(va, Op::load);
  ASSERT_EQ(walk.walk.step(), Walk::Step::done);
  EXPECT_EQ(translated(walk.walk, va), PhysAddr{(std::uint64_t{3} << shift) + va.offset(shift)});
}

TEST_P(RiscvWalk, MxrLetsLoadsReadExecutablePages) {
  space.poke(va, 1, at(0x7000) | v | x | u);
  EXPECT_EQ(fault_of(Op::load).kind, FaultKind::rights);
  EXPECT_EQ(fault_of(Op::load, {.mxr = true}).kind, FaultKind::none);
}

TEST_P(RiscvWalk, SumLetsTheSupervisorUseUserPagesButNeverRunThem) {
  space.poke(va, 1, at(0x7000) | v | r | w | x | u);
  RightsMode mode{.privilege = Privilege::supervisor};
  EXPECT_EQ(fault_of(Op::load, mode).kind, FaultKind::rights);
  mode.supervisor_user = true;
  EXPECT_EQ(fault_of(Op::load, mode).kind, FaultKind::none);
  EXPECT_EQ(fault_of(Op::store, mode).kind, FaultKind::none);
  EXPECT_EQ(fault_of(Op::fetch, mode).kind, FaultKind::rights);
}

TEST_P(RiscvWalk, AnAddressOutsideTheFormatIsAPageFault) {
  const VirtAddr outside{std::uint64_t{1} << space.format.va_bits()};
  EXPECT_EQ(space.access(outside, Op::fetch).walk.fault().code, 12U);
  EXPECT_EQ(space.access(outside, Op::load).walk.fault().code, 13U);
  EXPECT_EQ(space.access(outside, Op::rmw).walk.fault().code, 15U);
}

INSTANTIATE_TEST_SUITE_P(Formats, RiscvWalk,
                         testing::Values(FormatName::sv32, FormatName::sv39, FormatName::sv48,
                                         FormatName::sv57),
                         name_of_parameter);

TEST(Sv32, ReachesThirtyFourBitsOfPhysicalAddress) {
  Space space(config_of(FormatName::sv32));
  const VirtAddr va{0xffff'f123};
  space.map(va, PhysAddr{0x3'ffff'f000}, right_r | right_u);
  const Driven walk = space.access(va, Op::load);
  ASSERT_EQ(walk.walk.step(), Walk::Step::done);
  EXPECT_EQ(translated(walk.walk, va), PhysAddr{0x3'ffff'f123});
}

}  // namespace
}  // namespace vapa
