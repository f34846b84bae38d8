// Which accesses end in a signal, and in which.

#include <gtest/gtest.h>

#include "rig.hpp"

namespace vapa::test {
namespace {

using kernel::Signal;

TEST(Signals, AnAccessOutsideEveryAreaIsMaperr) {
  Rig rig;
  Task& task = rig.run();
  EXPECT_FALSE(rig.load(0x1234));
  EXPECT_EQ(rig.death(task), Signal::segv_maperr);
  EXPECT_EQ(task.death->address, VirtAddr{0x1234});
  EXPECT_EQ(rig.stat("sigsegv_maperr"), 1U);
  EXPECT_EQ(rig.outcome.run, nullptr);
  EXPECT_EQ(describe(*task.death), "SIGSEGV (SEGV_MAPERR) at 0x1234");
}

TEST(Signals, TheKernelHalfIsMaperr) {
  Rig rig;
  Task& task = rig.run();
  EXPECT_FALSE(rig.load(0xffff888000000000));
  EXPECT_EQ(rig.death(task), Signal::segv_maperr);
}

TEST(Signals, ANonCanonicalAddressIsReportedByTheKernelAtZero) {
  Rig rig;
  Task& task = rig.run();
  EXPECT_FALSE(rig.load(0x0000800000000000));
  EXPECT_EQ(rig.death(task), Signal::segv_kernel);
  EXPECT_EQ(task.death->address, VirtAddr{0});
}

TEST(Signals, OnRiscVANonCanonicalAddressIsAnOrdinaryPageFault) {
  RigSetup setup;
  setup.paging.format = FormatName::sv39;
  Rig rig(setup);
  Task& task = rig.run();
  EXPECT_FALSE(rig.load(0x0000800000000000));
  EXPECT_EQ(rig.death(task), Signal::segv_maperr);
  EXPECT_EQ(task.death->address, VirtAddr{0x0000800000000000});
}

struct Access {
  std::uint64_t prot;
  Op op;
  bool x86;
  bool riscv;
};

class ProtectionMatrix : public testing::TestWithParam<Access> {};

TEST_P(ProtectionMatrix, TheAreaGrantsWhatTheFormatCanExpress) {
  for (const FormatName name : {FormatName::x86_64_4, FormatName::sv39}) {
    RigSetup setup;
    setup.paging.format = name;
    Rig rig(setup);
    Task& task = rig.run();
    const auto [prot, op, x86, riscv] = GetParam();
    const std::uint64_t at = rig.map(page, prot);
    const bool granted = name == FormatName::sv39 ? riscv : x86;
    EXPECT_EQ(rig.access(at, op).has_value(), granted);
    EXPECT_EQ(rig.death(task), granted ? Signal::none : Signal::segv_accerr);
  }
}

// x86 has no read bit: a page that may be written or executed may be read. RISC-V can withhold
// reading from an executable page, not from a writable one.
INSTANTIATE_TEST_SUITE_P(
    All, ProtectionMatrix,
    testing::Values(Access{0, Op::load, false, false}, Access{0, Op::store, false, false},
                    Access{0, Op::fetch, false, false}, Access{1, Op::load, true, true},
                    Access{1, Op::store, false, false}, Access{1, Op::fetch, false, false},
                    Access{2, Op::load, true, true}, Access{2, Op::store, true, true},
                    Access{2, Op::fetch, false, false}, Access{4, Op::load, true, false},
                    Access{4, Op::store, false, false}, Access{4, Op::fetch, true, true},
                    Access{7, Op::load, true, true}, Access{7, Op::rmw, true, true},
                    Access{7, Op::fetch, true, true}));

TEST(Signals, WithoutNoExecuteEveryReadablePageCanBeFetched) {
  RigSetup setup;
  setup.paging.nx = false;
  Rig rig(setup);
  rig.run();
  EXPECT_TRUE(rig.fetch(rig.map(page, ro)));
}

TEST(Signals, AWriteToAReadOnlyPageThatIsPresentIsAccerr) {
  Rig rig;
  Task& task = rig.run();
  const std::uint64_t at = rig.map(page, ro);
  rig.load(at);
  EXPECT_FALSE(rig.store(at));
  EXPECT_EQ(rig.death(task), Signal::segv_accerr);
}

}  // namespace
}  // namespace vapa::test
