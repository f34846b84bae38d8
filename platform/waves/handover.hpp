#pragma once
// From vapa to vapa-waves, the program beside it.

#include <string>
#include <vector>

namespace vapa {

/// Runs vapa-waves with these arguments; gives its exit status. Throws InputError when it is not
/// there. silent: what it prints is dropped, its errors are not.
int run_vapa_waves(const std::vector<std::string>& arguments, bool silent);

/// The same with the arguments of this process.
int hand_over_to_vapa_waves();

}  // namespace vapa
