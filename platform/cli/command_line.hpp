#pragma once

namespace vapa {

/// Runs a command line of vapa; gives the exit status: 0 done, 1 internal failure, 2 bad input,
/// 130 interrupted. Errors go to stderr, one `vapa: …` per line. Throws nothing.
int run_command_line(int argc, const char* const* argv) noexcept;

}  // namespace vapa
