#pragma once
// The first-level data TLB: the array of the model, or the pipelined TLB of rtl/README.md as C++ or
// as the RTL itself.

#include <optional>
#include <string>
#include <string_view>

#include "core/paging/format.hpp"
#include "core/tlb/config.hpp"
#include "core/tlb/pipelined_config.hpp"

namespace vapa {

enum class TlbModel : std::uint8_t { array, pipelined, rtl };

inline std::span<const std::string_view> enum_names(TlbModel) noexcept {
  static constexpr std::array<std::string_view, 3> names{"array", "pipelined", "rtl"};
  return names;
}

struct DtlbConfig : TlbConfig {
  TlbModel model = TlbModel::array;
  std::uint32_t miss_entries = 4;  ///< not of the array
  std::uint32_t waiters = 8;       ///< likewise

  void describe(Schema&);
  void validate(Problems&) const;
  /// Whether the machine has a pipelined one, in C++ or as RTL.
  bool pipelined() const noexcept { return enabled && model != TlbModel::array; }
};

/// The parameters of a pipelined data TLB in such a machine. Page sizes that it cannot hold are
/// left out.
PipelinedTlbConfig pipelined_dtlb(const DtlbConfig&, std::uint32_t asid_bits, const Format&);

/// What the pipelined TLB cannot do, and for model = rtl whether it was built, under the full names
/// of the keys. Precondition: the blocks are valid, dtlb.pipelined().
void validate_pipelined_dtlb(Problems&, const DtlbConfig&, std::uint32_t asid_bits, const Format&);

/// The name of the RTL with these parameters; nothing when it was not built. The width of the tags
/// does not count, where one request is outstanding.
std::optional<std::string_view> rtl_build_of(const PipelinedTlbConfig&);

}  // namespace vapa
