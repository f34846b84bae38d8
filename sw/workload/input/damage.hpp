#pragma once
// The messages of the decompressors.

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "sw/workload/input/raw_file.hpp"

namespace vapa {

[[noreturn]] inline void damaged(const InputBuffer& input, std::string_view format,
                                 std::string_view what) {
  throw InputError(input.path() + ": byte " + std::to_string(input.offset()) + ": corrupt " +
                   std::string(format) + " data (" + std::string(what) +
                   "); make or fetch the file again");
}

[[noreturn]] inline void cut_short(const InputBuffer& input, std::string_view format) {
  throw InputError(input.path() + ": byte " + std::to_string(input.offset()) + ": truncated " +
                   std::string(format) + " data; make or fetch the file again");
}

}  // namespace vapa
