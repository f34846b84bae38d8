// The kernel model against the Linux that runs the test: each scenario is written once and lived
// through twice, with real system calls in a child process and in the model. Both note what they
// see: answers, faults, areas, resident pages, signals.

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/utsname.h>

#include <cstdio>
#include <ostream>
#include <string>

#include "oracle/linux/linux_world.hpp"
#include "oracle/linux/model_world.hpp"

namespace vapa::test {

void PrintTo(const Scenario& s, std::ostream* out) { *out << s.name; }

namespace {

/// 100 · major + minor.
int linux_version() {
  utsname system{};
  uname(&system);
  int major = 0, minor = 0;
  std::sscanf(system.release, "%d.%d", &major, &minor);
  return 100 * major + minor;
}

/// Whether the kernel under the test counts faults and shows areas as Linux does (gVisor and other
/// sandboxes do not), and is as new as the rules of the scenario: before 6.1 a page fault followed
/// where mprotect now gives the right to write back at once.
bool linux_below(int since) {
  if (linux_version() < since) return false;
  const Scenario probe{"", [](World& w) -> Notes {
                         constexpr int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
                         return {w.map(0, 8, PROT_READ | PROT_WRITE, flags), w.sweep(0, 8, true),
                                 w.areas(), w.resident()};
                       }};
  return play_on_linux(probe) == Notes{0, 8, 1, 8};
}

class LinuxMemory : public testing::TestWithParam<Scenario> {};

TEST_P(LinuxMemory, TheModelSeesWhatLinuxSees) {
#if !defined(__x86_64__)
  GTEST_SKIP() << "the comparison is made on x86-64";
#endif
  const int since = GetParam().since;
  if (!linux_below(since)) {
    GTEST_SKIP() << "no Linux of at least " << since / 100 << '.' << since % 100
                 << " that accounts memory runs below";
  }
  const Notes real = play_on_linux(GetParam());
  ASSERT_FALSE(real.empty());
  Model model;
  EXPECT_EQ(GetParam().play(model), real);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, LinuxMemory, testing::ValuesIn(scenarios()),
                         [](const auto& p) { return std::string(p.param.name); });

}  // namespace
}  // namespace vapa::test
