// Rights of x86-64 and RISC-V pages, judged access by access.

#include "core/paging/rights.hpp"

#include <gtest/gtest.h>

#include "core/memory/physical_memory.hpp"
#include "core/paging/format.hpp"
#include "core/stats/registry.hpp"
#include "core/trap.hpp"
#include "core/walk/walk.hpp"

namespace vapa {
namespace {

constexpr std::uint8_t used = right_a | right_d;

Verdict judge(RightsMode mode, unsigned rights, Op op) {
  return Context(Asid{1}, PhysAddr{0}, mode).judge(static_cast<std::uint8_t>(rights), op);
}

TEST(Rights, UserNeedsTheUserBit) {
  EXPECT_EQ(judge({}, right_r | right_u | used, Op::load), Verdict::allowed);
  EXPECT_EQ(judge({}, right_r | used, Op::load), Verdict::denied);
}

TEST(Rights, AStoreNeedsWriteAndDirty) {
  EXPECT_EQ(judge({}, right_r | right_u | used, Op::store), Verdict::denied);
  EXPECT_EQ(judge({}, right_r | right_w | right_u | right_a, Op::store), Verdict::set_dirty);
  EXPECT_EQ(judge({}, right_r | right_w | right_u, Op::rmw), Verdict::set_dirty);
  EXPECT_EQ(judge({}, right_r | right_w | right_u | used, Op::rmw), Verdict::allowed);
}

TEST(Rights, ALoadOfAPageNeverUsedSetsAccessed) {
  EXPECT_EQ(judge({}, right_r | right_u, Op::load), Verdict::set_accessed);
}

TEST(Rights, DeniedComesBeforeAccessedAndDirty) {
  EXPECT_EQ(judge({}, right_r, Op::store), Verdict::denied);
}

TEST(Rights, ASupervisorTouchesUserPagesOnlyWhenAllowed) {
  RightsMode mode{.privilege = Privilege::supervisor};
  const unsigned page = right_r | right_w | right_x | right_u | used;
  EXPECT_EQ(judge(mode, page, Op::load), Verdict::denied);
  EXPECT_EQ(judge(mode, page, Op::fetch), Verdict::denied);
  mode.supervisor_user = true;
  EXPECT_EQ(judge(mode, page, Op::load), Verdict::allowed);
  EXPECT_EQ(judge(mode, page, Op::fetch), Verdict::denied) << "SMEP does not look at AC or SUM";
  mode.smep = false;
  EXPECT_EQ(judge(mode, page, Op::fetch), Verdict::allowed);
}

TEST(Rights, WithoutWriteProtectASupervisorWritesReadOnlyPages) {
  RightsMode mode{.privilege = Privilege::supervisor};
  EXPECT_EQ(judge(mode, right_r | used, Op::store), Verdict::denied);
  mode.write_protect = false;
  EXPECT_EQ(judge(mode, right_r | used, Op::store), Verdict::allowed);
}

TEST(Rights, MxrMakesExecutablePagesReadable) {
  RightsMode mode;
  EXPECT_EQ(judge(mode, right_x | right_u | used, Op::load), Verdict::denied);
  mode.mxr = true;
  EXPECT_EQ(judge(mode, right_x | right_u | used, Op::load), Verdict::allowed);
  EXPECT_EQ(judge(mode, right_x | right_u | used, Op::store), Verdict::denied);
}

}  // namespace
}  // namespace vapa
