#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace vapa::recorder {

/// The path of a program by the rules of execvp. Throws InputError with `mend` where there is none.
std::string find_program(const std::string& name, const std::string& mend);

/// Starts `command` under lackey with logs "PID.N" in `folder`; returns its process.
pid_t launch(const std::vector<std::string>& command, const std::string& folder);

}  // namespace vapa::recorder
