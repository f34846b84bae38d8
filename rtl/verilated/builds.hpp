#pragma once
// The parameter sets for which the RTL was verilated (rtl/CMakeLists.txt).

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/tlb/device.hpp"
#include "core/tlb/pipelined_config.hpp"

namespace vapa {

struct RtlBuild {
  std::string_view name;
  PipelinedTlbConfig config;
};

std::vector<RtlBuild> rtl_builds();

/// Nothing when there is none of that name.
std::optional<RtlBuild> rtl_build_named(std::string_view name);

/// The RTL of that name, not yet reset; null when there is none. seed: of random replacement, as
/// PipelinedTlb takes it.
std::unique_ptr<TlbDevice> make_rtl_tlb(std::string_view name, std::uint64_t seed);

}  // namespace vapa
