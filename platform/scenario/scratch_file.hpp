#pragma once
// The files of scenarios on Linux.

#include <cstdint>

#include "platform/scenario/descriptor.hpp"

namespace vapa::scenario {

/// A file without a name, of zeros, whose pages are in the page cache one by one and clean. Throws
/// InputError where no folder for temporary files can hold it.
Descriptor make_scratch_file(std::uint64_t bytes);

}  // namespace vapa::scenario
