#pragma once
// The variants of the RTL that tests hold against the twin: with mutants, or as a netlist.

#include <memory>
#include <string>
#include <vector>

#include "core/tlb/device.hpp"
#include "core/tlb/pipelined_config.hpp"

namespace vapa {

struct RtlVariant {
  std::string name;
  PipelinedTlbConfig config;
  unsigned mutants;  ///< automatic ones, 1 to this
  std::string list;  ///< the file that says what they are, a line each
};

std::vector<RtlVariant> rtl_variants();

/// Throws std::out_of_range when there is none of that name. mutant: 0 for none.
std::unique_ptr<TlbDevice> make_rtl_variant(const std::string& name, std::uint64_t seed,
                                            unsigned mutant);

}  // namespace vapa
