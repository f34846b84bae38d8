#pragma once
// The files of a scenario on Linux.

#include <cstdint>

#include "core/files/descriptor.hpp"

namespace vapa::scenario {

/// A file of zeros without a name, whose pages are in the page cache, one by one and clean. In
/// $TMPDIR, /tmp or /var/tmp: the first that is on a disk, because pages of a tmpfs are never
/// clean. Throws InputError where no file can be made.
Descriptor temporary_file(std::uint64_t bytes);

}  // namespace vapa::scenario
