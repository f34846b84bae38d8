// The main program of tests that elaborate SystemC modules (vapa_sc_test in CMakeLists.txt).
//
// SystemC's kernel is global and elaborates once: each such test is a process of its own. CTest
// runs them so; by hand, name one test with --gtest_filter.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
