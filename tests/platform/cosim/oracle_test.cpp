// What the oracle holds for legal.

#include "cosim/oracle.hpp"

#include <gtest/gtest.h>

#include "core/walk/walk.hpp"

namespace vapa::cosim {
namespace {

/// A fresh walk by the model, which sets accessed and dirty bits: other code than the oracle's.
TlbResponse fresh(World& world, const TlbRequest& r) {
  const Context context(r.asid, world.root(r.asid), r.mode);
  Walk walk(world.format(), context, r.va, r.op);
  while (walk.step() == Walk::Step::read) {
    const PhysAddr at = walk.entry_address();
    const std::uint64_t raw = world.read(at);
    const std::uint64_t marks = walk.consume(raw);
    if (marks != 0) world.mark(at, raw | marks);
  }
  if (walk.step() == Walk::Step::fault) return {r.tag, walk.fault().kind, {}};
  return {r.tag, FaultKind::none, walk.leaf().pa + (r.va - walk.leaf().va)};
}

struct Machine {
  const char* name;
  unsigned va_bits;
  unsigned pa_bits;
  bool updates_ad;
  std::uint64_t seed;  ///< odd: x86 where hardware sets the bits
};

class OracleOf : public testing::TestWithParam<Machine> {
 protected:
  Capabilities capabilities() const {
    Capabilities c;
    c.va_bits = GetParam().va_bits;
    c.pa_bits = GetParam().pa_bits;
    c.updates_ad = GetParam().updates_ad;
    return c;
  }
};

TEST_P(OracleOf, AFreshWalkIsTheOneLegalAnswerWithoutChanges) {
  Random random(GetParam().seed);
  unsigned translated = 0;
  for (std::uint64_t round = 0; round < 20; ++round) {
    World world(capabilities(), 30, GetParam().seed + 2 * round);
    Oracle oracle(world, capabilities());
    for (unsigned i = 0; i < 400; ++i) {
      // Half of the entries are malformed by now; what they were is forgotten by a flush.
      if (random.one_in(2)) world.edit(world.random_edit(random), i + 1);
      oracle.flushed({}, i + 1, i + 1);
      const TlbRequest r{random.of(world.pages()) + random.below(4096), 1,
                         random.of(world.spaces()), static_cast<Op>(random.below(4)),
                         RightsMode::of(static_cast<unsigned>(random.below(32)))};
      const TlbResponse expected = fresh(world, r);
      const Accepted accepted{r, i + 2};
      ASSERT_TRUE(oracle.legal(accepted, expected)) << static_cast<int>(expected.fault);
      ASSERT_EQ(oracle.answers(accepted), std::vector{expected});
      translated += expected.fault == FaultKind::none ? 1 : 0;
    }
  }
  EXPECT_GT(translated, 500U);
}

INSTANTIATE_TEST_SUITE_P(Machines, OracleOf,
                         testing::Values(Machine{"sv39", 39, 44, true, 2},
                                         Machine{"sv39_svade", 39, 56, false, 2},
                                         Machine{"sv48", 48, 52, true, 2},
                                         Machine{"sv57_svade", 57, 40, false, 3},
                                         Machine{"x86_4_levels", 48, 46, true, 3},
                                         Machine{"x86_5_levels", 57, 52, true, 5}),
                         [](const auto& machine) { return std::string(machine.param.name); });

/// A world in which one page is changed by hand.
class OracleOfAChange : public testing::Test {
 protected:
  OracleOfAChange() : world_(capabilities_, 30, 2), oracle_(world_, capabilities_) {
    Random random(1);
    for (const VirtAddr page : world_.pages()) {
      for (const Asid asid : world_.spaces()) {
        const TlbRequest r{page, 1, asid, Op::load, RightsMode::of(2 + 4 + 8)};
        const TlbResponse now = fresh(world_, r);
        if (now.fault != FaultKind::none || page.value >> 63U != 0) continue;
        request_ = r;
        before_ = now;
      }
    }
    entry_ = leaf_entry();
  }

  PhysAddr leaf_entry() {
    const Context context(request_.asid, world_.root(request_.asid), request_.mode);
    Walk walk(world_.format(), context, request_.va, request_.op);
    PhysAddr at;
    while (walk.step() == Walk::Step::read) {
      at = walk.entry_address();
      walk.consume(world_.read(at));
    }
    return at;
  }
  void change(Cycle now) {
    world_.edit({entry_, 0}, now);
    after_ = fresh(world_, request_);
    ASSERT_EQ(after_.fault, FaultKind::not_present);
  }
  bool legal(const TlbResponse& response, Cycle accepted) {
    return oracle_.legal({request_, accepted}, response);
  }

  Capabilities capabilities_;
  World world_;
  Oracle oracle_;
  TlbRequest request_;
  TlbResponse before_;
  TlbResponse after_;
  PhysAddr entry_;
};

TEST_F(OracleOfAChange, WithoutAFlushOldAndNewAreLegal) {
  change(10);
  EXPECT_TRUE(legal(before_, 20));
  EXPECT_TRUE(legal(after_, 20));
  EXPECT_FALSE(legal({1, FaultKind::none, before_.pa + 4096}, 20));
}

TEST_F(OracleOfAChange, AnAccessLeavesItsEntryAccessed) {
  const std::uint64_t marked = world_.read(entry_);
  EXPECT_TRUE(legal(before_, 20));
  world_.mark(entry_, marked & ~std::uint64_t{1U << 6U});
  EXPECT_FALSE(legal(before_, 20));
}

TEST_F(OracleOfAChange, AfterAFlushOnlyTheNewIs) {
  change(10);
  oracle_.flushed({request_.va, request_.asid}, 10, 12);
  EXPECT_TRUE(legal(before_, 11)) << "the request came before the flush had ended";
  EXPECT_FALSE(legal(before_, 12));
  EXPECT_TRUE(legal(after_, 12));
}

TEST_F(OracleOfAChange, AFlushBeforeTheChangeCountsForNothing) {
  oracle_.flushed({}, 9, 10);
  change(10);
  EXPECT_TRUE(legal(before_, 20));
}

TEST_F(OracleOfAChange, AFlushOfAnotherAddressSpaceOrPageCountsForNothing) {
  change(10);
  oracle_.flushed({std::nullopt, Asid{static_cast<std::uint16_t>(request_.asid.value ^ 1U)}}, 11,
                  12);
  oracle_.flushed({VirtAddr{request_.va.value ^ (std::uint64_t{1} << 45U)}, std::nullopt}, 13, 14);
  EXPECT_TRUE(legal(before_, 20));
}

TEST_F(OracleOfAChange, AFlushOfTheWholeTlbCounts) {
  change(10);
  oracle_.flushed({}, 11, 12);
  EXPECT_FALSE(legal(before_, 12));
}

}  // namespace
}  // namespace vapa::cosim
