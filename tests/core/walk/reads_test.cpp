// How many entries a walk reads, from where, and how a walk cache shortens it.

#include <gtest/gtest.h>

#include "core/walk/space.hpp"
#include "support/formats.hpp"

namespace vapa {
namespace {

constexpr unsigned everything = right_r | right_w | right_x | right_u | right_a | right_d;

struct Reads {
  FormatName format;
  unsigned leaf_level;
  std::size_t reads;
};

class ReadsPerWalk : public testing::TestWithParam<Reads> {};

TEST_P(ReadsPerWalk, AreTheLevelsDownToTheLeaf) {
  const auto [name, level, reads] = GetParam();
  Space space(config_of(name));
  const VirtAddr va{0x2345'6789 % (std::uint64_t{1} << (space.format.va_bits() - 1))};
  space.map(va, PhysAddr{0}, everything, level);
  const Driven d = space.access(va, Op::store);
  ASSERT_EQ(d.walk.step(), Walk::Step::done);
  EXPECT_EQ(d.reads.size(), reads);
  EXPECT_EQ(d.walk.level(), level);
  EXPECT_EQ(d.walk.leaf().shift, space.format.shift(level));
  EXPECT_EQ(translated(d.walk, va), PhysAddr{va.offset(space.format.shift(level))});
}

using F = FormatName;
INSTANTIATE_TEST_SUITE_P(
    Formats, ReadsPerWalk,
    testing::Values(Reads{F::x86_64_4, 1, 4}, Reads{F::x86_64_4, 2, 3}, Reads{F::x86_64_4, 3, 2},
                    Reads{F::x86_64_5, 1, 5}, Reads{F::x86_64_5, 2, 4}, Reads{F::x86_64_5, 3, 3},
                    Reads{F::sv39, 1, 3}, Reads{F::sv39, 2, 2}, Reads{F::sv39, 3, 1},
                    Reads{F::sv48, 1, 4}, Reads{F::sv48, 4, 1}, Reads{F::sv57, 1, 5},
                    Reads{F::sv57, 5, 1}, Reads{F::sv32, 1, 2}, Reads{F::sv32, 2, 1},
                    Reads{F::generic, 1, 2}, Reads{F::generic, 2, 1}),
    [](const auto& row) {
      return name_of(row.param.format) + "_level" + std::to_string(row.param.leaf_level);
    });

class EveryWalk : public testing::TestWithParam<FormatName> {
 protected:
  Space space{config_of(GetParam())};
  const VirtAddr va{0x1234'5678};
};

TEST_P(EveryWalk, EachReadIsOfTheEntryThatTheIndexNames) {
  space.map(va, PhysAddr{0x5000}, everything);
  const Driven d = space.access(va, Op::load);
  ASSERT_EQ(d.reads.size(), space.format.levels());
  for (std::size_t i = 0; i < d.reads.size(); ++i) {
    EXPECT_EQ(d.reads[i], space.address(va, space.format.levels() - static_cast<unsigned>(i)));
  }
}

TEST_P(EveryWalk, BegunLowerReadsOnlyWhatIsBelowAndEndsInTheSameLeaf) {
  space.map(va, PhysAddr{0x5000}, everything | right_g);
  const Context context = space.context();
  Walk whole(space.format, context, va, Op::load);
  while (whole.step() == Walk::Step::read && whole.level() > 1) {
    whole.consume(space.memory.read_word(whole.entry_address(), space.format.entry_bytes()));
    Walk cached(space.format, context, va, Op::load);
    cached.begin_at(whole.level(), whole.table(), whole.rights_above());
    const Driven d = drive(space.format, space.memory, cached);
    ASSERT_EQ(d.walk.step(), Walk::Step::done);
    EXPECT_EQ(d.reads.size(), whole.level());
    EXPECT_EQ(d.walk.leaf(), space.access(va, Op::load).walk.leaf());
  }
}

TEST_P(EveryWalk, AHoleAtAnyLevelEndsThereWithItsLevel) {
  for (unsigned level = space.format.levels(); level >= 1; --level) {
    const Driven d = space.access(va, Op::store);
    ASSERT_EQ(d.walk.step(), Walk::Step::fault);
    EXPECT_EQ(d.walk.fault().kind, FaultKind::not_present);
    EXPECT_EQ(d.walk.fault().level, level);
    EXPECT_EQ(d.walk.fault().va, va);
    EXPECT_EQ(d.walk.fault().op, Op::store);
    EXPECT_EQ(d.reads.size(), space.format.levels() - level + 1);
    if (level > 1) space.address(va, level - 1);  // makes the table below
  }
}

// On RISC-V the entry is well-formed, and what lies outside the machine is the table that it names,
// whose entry is then the one that cannot be read.
TEST_P(EveryWalk, AnAddressWiderThanTheMachinesEndsTheWalkAndSetsNothing) {
  const std::uint64_t beyond = std::uint64_t{1} << 31U;
  PagingConfig config = config_of(GetParam());
  config.pa_bits = 31;
  for (unsigned level = 1; level <= space.format.levels(); ++level) {
    Space narrow(config);
    const std::uint64_t raw =
        level == 1 ? narrow.format.encode_leaf(1, PhysAddr{beyond}, right_r | right_u)
                   : narrow.format.encode_table(PhysAddr{beyond});
    narrow.poke(va, level, raw);
    const Driven d = narrow.access(va, Op::load);
    ASSERT_EQ(d.walk.step(), Walk::Step::fault) << level;
    const bool riscv = space.format.riscv();
    EXPECT_EQ(d.walk.fault().kind, riscv ? FaultKind::beyond_memory : FaultKind::reserved);
    EXPECT_EQ(d.walk.fault().level, riscv && level > 1 ? level - 1 : level);
    EXPECT_EQ(d.walk.fault().code, riscv ? 5U : 13U);
    EXPECT_FALSE(d.walk.mapped());
    EXPECT_EQ(narrow.peek(va, level), raw);
  }
}

TEST_P(EveryWalk, AnAddressOutsideTheFormatReadsNothing) {
  const VirtAddr outside{std::uint64_t{1} << space.format.va_bits()};
  const Driven d = space.access(outside, Op::load);
  ASSERT_EQ(d.walk.step(), Walk::Step::fault);
  EXPECT_EQ(d.walk.fault().kind, FaultKind::non_canonical);
  EXPECT_EQ(d.walk.fault().level, 0U);
  EXPECT_TRUE(d.reads.empty());
}

TEST_P(EveryWalk, AWalkCacheDoesNotRescueAnAddressOutsideTheFormat) {
  const Context context = space.context();
  Walk walk(space.format, context, VirtAddr{std::uint64_t{1} << space.format.va_bits()}, Op::load);
  walk.begin_at(1, PhysAddr{0x5000}, everything);
  EXPECT_EQ(walk.step(), Walk::Step::fault);
}

// x86 keeps other things in the low bits of CR3.
TEST_P(EveryWalk, TheRootIsTakenDownToAPage) {
  space.map(va, PhysAddr{0x7000}, everything);
  const Context misaligned(Asid{7}, space.root + 0xfff, {});
  const Driven d = drive(space.format, space.memory, misaligned, va, Op::load);
  ASSERT_EQ(d.walk.step(), Walk::Step::done);
  EXPECT_EQ(d.reads, space.access(va, Op::load).reads);
}

TEST_P(EveryWalk, APageIsMappedWhateverItsRights) {
  space.map(va, PhysAddr{0x7000}, right_r);
  const Walk denied = space.access(va, Op::load).walk;
  EXPECT_EQ(denied.fault().kind, FaultKind::rights);
  EXPECT_TRUE(denied.mapped());
  EXPECT_EQ(translated(denied, va), PhysAddr{0x7000 + va.offset(12)});
  space.poke(va, 1, 0);
  EXPECT_FALSE(space.access(va, Op::load).walk.mapped());
}

TEST_P(EveryWalk, TheLeafCarriesTheAddressSpaceAndThePage) {
  space.map(va, PhysAddr{0x7000}, everything | right_g);
  const Leaf leaf = space.access(va, Op::load).walk.leaf();
  EXPECT_EQ(leaf.asid, Asid{7});
  EXPECT_EQ(leaf.va, va.align_down(12));
  EXPECT_EQ(leaf.pa, PhysAddr{0x7000});
  EXPECT_TRUE(leaf.global());
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryWalk, testing::ValuesIn(every_format), name_of_parameter);

TEST(Walk, WithPagingOffIsDoneAtOnceWithTheAddressItself) {
  const Format format(config_of(FormatName::none));
  const Context context;
  const Walk walk(format, context, VirtAddr{0xffff'8000'0000'1234}, Op::store);
  ASSERT_EQ(walk.step(), Walk::Step::done);
  EXPECT_EQ(translated(walk, VirtAddr{0xffff'8000'0000'1234}), PhysAddr{0xffff'8000'0000'1234});
  EXPECT_EQ(context.judge(walk.leaf().rights, Op::store), Verdict::allowed);
}

}  // namespace
}  // namespace vapa
