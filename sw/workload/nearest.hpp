#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vapa {

/// "; did you mean 'NAME'?" for the candidate with the fewest edits, when they are few; else "".
std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& candidates);

}  // namespace vapa
