#pragma once
// The one error that bad input raises. main() prints it and exits with status 2.

#include <stdexcept>
#include <string>

namespace vapa {

/// Bad input of a user: a configuration, a trace, a sweep, a command line. The message names the
/// place ("FILE:LINE:COLUMN: key: what is wrong") and, in the same sentence or after it, the mend.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace vapa
