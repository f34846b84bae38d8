#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sw/workload/image.hpp"
#include "sw/workload/native/reader.hpp"

namespace vapa::lackey {

/// A text of valgrind's lackey (--trace-mem=yes, perhaps --trace-syscalls=yes too), or of the cache
/// lab of CS:APP. What was mapped at the start is not in it: VMAs that no call makes are inferred.
Process open(const std::string& path);

/// As open(), with the links between calls; `image` is filled from a first pass over the calls.
std::unique_ptr<native::TracedProgram> open_program(const std::string& path, ProcessImage& image);

}  // namespace vapa::lackey
