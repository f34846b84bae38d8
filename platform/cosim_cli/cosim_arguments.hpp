#pragma once
// What a command line of co-verification says.

#include "cosim_cli/cosim_command.hpp"

namespace vapa {

struct CosimArguments {
  CosimProgram program;
  std::vector<std::string> devices;
  cosim::CampaignSettings campaign;
  std::string replay;
  std::string save;
  std::string junit;
  std::string wave;
  std::string workload;
  bool list = false;

  /// Throws InputError when there is none.
  cosim::Dut device_named(const std::string&) const;
  /// Those of --dut, or all.
  std::vector<cosim::Dut> chosen() const;
};

/// Sequences that were saved are no larger.
inline constexpr std::uint64_t most_bytes_of_a_stimulus = 64U << 20U;
/// That are shown before a mismatch.
inline constexpr std::size_t shown_cycles = 40;

}  // namespace vapa
