#pragma once

#include "cosim_cli/cosim_arguments.hpp"

namespace vapa {

/// A campaign of each device; gives the exit status.
int run_campaigns(const CosimArguments&);

}  // namespace vapa
