// The main program of tests that elaborate SystemC modules (vapa_sc_test in CMakeLists.txt).
//
// SystemC's kernel is global and elaborates once: each such test is a process of its own. CTest
// runs them so; by hand, name one test with --gtest_filter.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <systemc>

namespace {

/// A warning of SystemC fails the test that raised it; errors are exceptions already.
void report(const sc_core::sc_report& found, const sc_core::sc_actions& actions) {
  if (found.get_severity() == sc_core::SC_WARNING) ADD_FAILURE() << found.what();
  sc_core::sc_report_handler::default_handler(found, actions);
}

}  // namespace

int sc_main(int argc, char* argv[]) {
  sc_core::sc_report_handler::set_handler(report);
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}

// In place of the library's own main, which prints a copyright notice before sc_main can object.
int main(int argc, char* argv[]) {
  setenv("SC_COPYRIGHT_MESSAGE", "DISABLE", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}

#ifdef __SANITIZE_ADDRESS__
/// The stacks of SystemC's threads end in a page that nobody may read; the search for leaks reads
/// it and crashes.
extern "C" int __lsan_is_turned_off();
extern "C" int __lsan_is_turned_off() { return 1; }
#endif
