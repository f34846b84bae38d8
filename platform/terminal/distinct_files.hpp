#pragma once

#include <string>
#include <vector>

namespace vapa {

/// Throws InputError when an output is named twice, or is one of the inputs. Pipes, terminals and
/// the like can be.
void check_distinct(const std::vector<std::string>& outputs, std::vector<std::string> inputs);

}  // namespace vapa
