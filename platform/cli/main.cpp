// SystemC owns the program: its sc_elab_and_sim() sets the simulation context up and calls
// sc_main(). main() is ours because SystemC's would print its banner first.

#include <cstdlib>
#include <systemc>

#include "platform/cli/command_line.hpp"

int sc_main(int argc, char* argv[]) { return vapa::run_command_line(argc, argv); }

int main(int argc, char* argv[]) {
  ::setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
