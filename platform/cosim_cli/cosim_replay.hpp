#pragma once

#include "cosim_cli/cosim_arguments.hpp"

namespace vapa {

/// --replay FILE; gives the exit status.
int run_replay(const CosimArguments&);

}  // namespace vapa
