// vapa with the tracing RTL: what `vapa … --wave FILE` runs.
#include <systemc>

#include "platform/cli/command_line.hpp"
#include "platform/waves/tools.hpp"
#include "waves/vcd.hpp"

int sc_main(int argc, char* argv[]) {
  const vapa::WaveTools tools{vapa::make_traced_tlb, vapa::write_vcd};
  vapa::set_wave_tools(tools);
  return vapa::run_command_line(argc, argv);
}
