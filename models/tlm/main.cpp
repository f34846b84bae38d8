// main() of the programs here that simulate: they have an sc_main().
//
// SystemC owns the program: its sc_elab_and_sim() sets the simulation context up and calls
// sc_main(). main() is ours because SystemC's would print its banner first.

#include <cstdlib>
#include <systemc>

int main(int argc, char* argv[]) {
  ::setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}

#ifdef __SANITIZE_ADDRESS__
/// The stacks of SystemC's threads end in a page that nobody may read; the search for leaks reads
/// it and crashes.
extern "C" int __lsan_is_turned_off();
extern "C" int __lsan_is_turned_off() { return 1; }
#endif
