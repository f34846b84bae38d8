#pragma once
// From vapa to vapa-waves, the program beside it.

#include <functional>
#include <string>
#include <vector>

namespace vapa {

struct ProgramEnding {
  int status = 0;  ///< 128 and the signal that ended it
  std::string out;
};

/// Runs vapa-waves with these arguments and keeps what it prints; its errors are seen. It is ended
/// once `interrupted`. Throws InputError when it cannot be started.
ProgramEnding run_vapa_waves(const std::vector<std::string>& arguments,
                             const std::function<bool()>& interrupted);

/// This process becomes vapa-waves, with the same arguments. Throws InputError when it cannot.
[[noreturn]] void become_vapa_waves();

}  // namespace vapa
