#pragma once
// What the telling of a translation calls things.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/event.hpp"
#include "core/paging/format.hpp"

namespace vapa {

/// 2^shift bytes: "4 KiB".
std::string size_name(unsigned shift);
/// "read-modify-write".
std::string_view op_name(Op);
/// "L1D", "L2", "L3", "DRAM".
std::string_view served_name(Served);
/// "x86_64_4".
std::string_view format_name(const Format&);
/// Bits of Right: "rw-ua--".
std::string rights_text(std::uint8_t rights);
/// "the entry is not present".
std::string_view fault_name(FaultKind);

}  // namespace vapa
