#pragma once

#include <string_view>

namespace vapa {

/// A file of platform/report/assets or platform/report/specs, or "vega.js", as it was when the
/// executable was built. The name is the file's without its folder. Throws std::out_of_range.
std::string_view asset(std::string_view name);

}  // namespace vapa
