// Reading, writing, executing × user and supervisor: who may do what with which page, walked.

#include <gtest/gtest.h>

#include "core/walk/space.hpp"
#include "support/formats.hpp"

namespace vapa {
namespace {

struct Row {
  unsigned rights;
  bool user_load, user_store, user_fetch;
  bool kernel_load, kernel_store, kernel_fetch;
};

constexpr unsigned r = right_r, w = right_w, x = right_x, u = right_u;

class TruthTable : public testing::TestWithParam<FormatName> {
 protected:
  void expect(unsigned rights, bool allowed, Op op, RightsMode mode) {
    Space space(config_of(GetParam()));
    const VirtAddr va{0x40'0123};
    space.map(va, PhysAddr{0x9000}, rights | right_a | right_d);
    const Driven d = space.access(va, op, mode);
    EXPECT_EQ(d.walk.step() == Walk::Step::done, allowed)
        << "rights " << rights << " op " << static_cast<int>(op) << " user "
        << (mode.privilege == Privilege::user);
    if (!allowed) {
      EXPECT_EQ(d.walk.fault().kind, FaultKind::rights);
      EXPECT_EQ(d.walk.fault().user, mode.privilege == Privilege::user);
    }
  }

  void expect(const Row& row, RightsMode kernel) {
    const RightsMode user{};
    kernel.privilege = Privilege::supervisor;
    expect(row.rights, row.user_load, Op::load, user);
    expect(row.rights, row.user_store, Op::store, user);
    expect(row.rights, row.user_store, Op::rmw, user);
    expect(row.rights, row.user_fetch, Op::fetch, user);
    expect(row.rights, row.kernel_load, Op::load, kernel);
    expect(row.rights, row.kernel_store, Op::store, kernel);
    expect(row.rights, row.kernel_store, Op::rmw, kernel);
    expect(row.rights, row.kernel_fetch, Op::fetch, kernel);
  }
};

constexpr Row table[] = {
    {r | u, true, false, false, false, false, false},
    {r | w | u, true, true, false, false, false, false},
    {r | x | u, true, false, true, false, false, false},
    {r | w | x | u, true, true, true, false, false, false},
    {r, false, false, false, true, false, false},
    {r | w, false, false, false, true, true, false},
    {r | x, false, false, false, true, false, true},
    {r | w | x, false, false, false, true, true, true},
};

TEST_P(TruthTable, WithSmepAndSmapOrWithoutSumTheKernelKeepsOffUserPages) {
  for (const Row& row : table) expect(row, RightsMode{.smep = true, .supervisor_user = false});
}

TEST_P(TruthTable, WithAccessGrantedTheKernelReadsAndWritesUserPagesButRunsNone) {
  for (Row row : table) {
    if ((row.rights & u) != 0) {
      row.kernel_load = true;
      row.kernel_store = (row.rights & w) != 0;
    }
    expect(row, RightsMode{.smep = true, .supervisor_user = true});
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, TruthTable, testing::ValuesIn(every_format), name_of_parameter);

}  // namespace
}  // namespace vapa
