#include <systemc>

#include "platform/cli/command_line.hpp"

int sc_main(int argc, char* argv[]) { return vapa::run_command_line(argc, argv); }
