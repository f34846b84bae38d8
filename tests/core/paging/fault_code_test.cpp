// What the kernel reads of a fault: the error code of #PF (SDM vol. 3A, 4.7) or scause.

#include "core/paging/formats.hpp"

namespace vapa {
namespace {

TEST(ErrorCode, OfX86TellsPresentWriteUserReservedAndFetch) {
  const Format f(config_of(FormatName::x86_64_4));
  constexpr auto absent = FaultKind::not_present;
  EXPECT_EQ(f.fault_code(absent, Op::load, false), 0x0U);
  EXPECT_EQ(f.fault_code(absent, Op::load, true), 0x4U);
  EXPECT_EQ(f.fault_code(absent, Op::store, true), 0x6U);
  EXPECT_EQ(f.fault_code(absent, Op::rmw, true), 0x6U);
  EXPECT_EQ(f.fault_code(absent, Op::fetch, true), 0x14U);
  EXPECT_EQ(f.fault_code(FaultKind::rights, Op::store, true), 0x7U);
  EXPECT_EQ(f.fault_code(FaultKind::rights, Op::load, true), 0x5U);
  EXPECT_EQ(f.fault_code(FaultKind::rights, Op::fetch, false), 0x11U);
  EXPECT_EQ(f.fault_code(FaultKind::reserved, Op::load, true), 0xdU);
  EXPECT_EQ(f.fault_code(FaultKind::reserved, Op::store, false), 0xbU);
  EXPECT_EQ(f.fault_code(FaultKind::accessed_dirty, Op::store, true), 0x7U);
}

TEST(ErrorCode, OfX86MarksFetchesOnlyWhenNoExecuteIsOn) {
  PagingConfig c = config_of(FormatName::x86_64_4);
  c.nx = false;
  EXPECT_EQ(Format(c).fault_code(FaultKind::not_present, Op::fetch, true), 0x4U);
}

TEST(ErrorCode, OfX86IsZeroForTheExceptionsThatAreNotPageFaults) {
  const Format f(config_of(FormatName::x86_64_4));
  EXPECT_EQ(f.fault_code(FaultKind::non_canonical, Op::store, true), 0U) << "#GP(0)";
  EXPECT_EQ(f.fault_code(FaultKind::beyond_memory, Op::store, true), 0U) << "machine check";
}

TEST(ErrorCode, OfTheGenericFormatIsThatOfX86) {
  const Format f(config_of(FormatName::generic));
  EXPECT_EQ(f.fault_code(FaultKind::not_present, Op::store, true), 0x6U);
  EXPECT_EQ(f.fault_code(FaultKind::rights, Op::fetch, true), 0x15U);
}

class Scause : public testing::TestWithParam<FormatName> {};

TEST_P(Scause, NamesTheAccessWhateverTheReason) {
  const Format f(config_of(GetParam()));
  for (const auto kind : {FaultKind::non_canonical, FaultKind::not_present, FaultKind::reserved,
                          FaultKind::rights, FaultKind::accessed_dirty}) {
    for (const bool user : {false, true}) {
      EXPECT_EQ(f.fault_code(kind, Op::fetch, user), 12U);
      EXPECT_EQ(f.fault_code(kind, Op::load, user), 13U);
      EXPECT_EQ(f.fault_code(kind, Op::store, user), 15U);
      EXPECT_EQ(f.fault_code(kind, Op::rmw, user), 15U) << "AMOs fault as stores";
    }
  }
}

TEST_P(Scause, IsAnAccessFaultBeyondMemory) {
  const Format f(config_of(GetParam()));
  EXPECT_EQ(f.fault_code(FaultKind::beyond_memory, Op::fetch, true), 1U);
  EXPECT_EQ(f.fault_code(FaultKind::beyond_memory, Op::load, true), 5U);
  EXPECT_EQ(f.fault_code(FaultKind::beyond_memory, Op::store, true), 7U);
}

INSTANTIATE_TEST_SUITE_P(Formats, Scause,
                         testing::Values(FormatName::sv32, FormatName::sv39, FormatName::sv48,
                                         FormatName::sv57),
                         name_of_parameter);

}  // namespace
}  // namespace vapa
