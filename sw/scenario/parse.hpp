#pragma once

#include <string>
#include <string_view>

#include "sw/scenario/scenario.hpp"

namespace vapa::scenario {

/// Reads the text of a scenario; `file` names it in errors. Throws InputError "FILE:LINE:COLUMN:
/// what is wrong" at the first line that says nothing sensible.
Scenario parse(std::string_view text, std::string_view file);

/// Reads the file. Throws InputError, also when it cannot be read.
Scenario parse_file(const std::string& path);

}  // namespace vapa::scenario
