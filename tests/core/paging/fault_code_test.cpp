// What the kernel reads of a fault: the error code of #PF (SDM vol. 3A, 4.7) or scause.

#include "support/formats.hpp"

namespace vapa {
namespace {

constexpr RightsMode user{};
constexpr RightsMode supervisor{.privilege = Privilege::supervisor};

TEST(ErrorCode, OfX86TellsPresentWriteUserReservedAndFetch) {
  const Format f(config_of(FormatName::x86_64_4));
  constexpr auto absent = FaultKind::not_present;
  EXPECT_EQ(f.fault_code(absent, Op::load, supervisor), 0x0U);
  EXPECT_EQ(f.fault_code(absent, Op::load, user), 0x4U);
  EXPECT_EQ(f.fault_code(absent, Op::store, user), 0x6U);
  EXPECT_EQ(f.fault_code(absent, Op::rmw, user), 0x6U);
  EXPECT_EQ(f.fault_code(absent, Op::fetch, user), 0x14U);
  EXPECT_EQ(f.fault_code(FaultKind::rights, Op::store, user), 0x7U);
  EXPECT_EQ(f.fault_code(FaultKind::rights, Op::load, user), 0x5U);
  EXPECT_EQ(f.fault_code(FaultKind::rights, Op::fetch, supervisor), 0x11U);
  EXPECT_EQ(f.fault_code(FaultKind::reserved, Op::load, user), 0xdU);
  EXPECT_EQ(f.fault_code(FaultKind::reserved, Op::store, supervisor), 0xbU);
  EXPECT_EQ(f.fault_code(FaultKind::accessed_dirty, Op::store, user), 0x7U);
}

TEST(ErrorCode, OfX86MarksFetchesOnlyWhenNoExecuteOrSmepIsOn) {
  PagingConfig c = config_of(FormatName::x86_64_4);
  constexpr RightsMode without_smep{.smep = false};
  EXPECT_EQ(Format(c).fault_code(FaultKind::not_present, Op::fetch, without_smep), 0x14U);
  c.nx = false;
  EXPECT_EQ(Format(c).fault_code(FaultKind::not_present, Op::fetch, without_smep), 0x4U);
  EXPECT_EQ(Format(c).fault_code(FaultKind::not_present, Op::fetch, user), 0x14U);
  EXPECT_EQ(Format(c).fault_code(FaultKind::not_present, Op::load, user), 0x4U);
}

TEST(ErrorCode, OfX86IsZeroForTheExceptionsThatAreNotPageFaults) {
  const Format f(config_of(FormatName::x86_64_4));
  EXPECT_EQ(f.fault_code(FaultKind::non_canonical, Op::store, user), 0U) << "#GP(0)";
  EXPECT_EQ(f.fault_code(FaultKind::beyond_memory, Op::store, user), 0U) << "machine check";
}

TEST(ErrorCode, OfTheGenericFormatIsThatOfX86) {
  const Format f(config_of(FormatName::generic));
  EXPECT_EQ(f.fault_code(FaultKind::not_present, Op::store, user), 0x6U);
  EXPECT_EQ(f.fault_code(FaultKind::rights, Op::fetch, user), 0x15U);
}

TEST(Fault, CarriesItsCodeAndWhoseItIs) {
  const Format f(config_of(FormatName::x86_64_4));
  const Fault fault = f.fault(FaultKind::rights, VirtAddr{0x1234}, Op::store, 2, user);
  EXPECT_EQ(fault.va, VirtAddr{0x1234});
  EXPECT_EQ(fault.op, Op::store);
  EXPECT_EQ(fault.kind, FaultKind::rights);
  EXPECT_EQ(fault.level, 2);
  EXPECT_TRUE(fault.user);
  EXPECT_EQ(fault.code, 0x7U);
  EXPECT_FALSE(f.fault(FaultKind::rights, VirtAddr{0}, Op::load, 1, supervisor).user);
}

class Scause : public testing::TestWithParam<FormatName> {};

TEST_P(Scause, NamesTheAccessWhateverTheReason) {
  const Format f(config_of(GetParam()));
  for (const auto kind : {FaultKind::non_canonical, FaultKind::not_present, FaultKind::reserved,
                          FaultKind::rights, FaultKind::accessed_dirty}) {
    for (const RightsMode& mode : {supervisor, user}) {
      EXPECT_EQ(f.fault_code(kind, Op::fetch, mode), 12U);
      EXPECT_EQ(f.fault_code(kind, Op::load, mode), 13U);
      EXPECT_EQ(f.fault_code(kind, Op::store, mode), 15U);
      EXPECT_EQ(f.fault_code(kind, Op::rmw, mode), 15U) << "AMOs fault as stores";
    }
  }
}

TEST_P(Scause, IsAnAccessFaultBeyondMemory) {
  const Format f(config_of(GetParam()));
  EXPECT_EQ(f.fault_code(FaultKind::beyond_memory, Op::fetch, user), 1U);
  EXPECT_EQ(f.fault_code(FaultKind::beyond_memory, Op::load, user), 5U);
  EXPECT_EQ(f.fault_code(FaultKind::beyond_memory, Op::store, user), 7U);
}

INSTANTIATE_TEST_SUITE_P(Formats, Scause,
                         testing::Values(FormatName::sv32, FormatName::sv39, FormatName::sv48,
                                         FormatName::sv57),
                         name_of_parameter);

}  // namespace
}  // namespace vapa
