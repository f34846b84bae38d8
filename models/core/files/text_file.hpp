#pragma once
// Small text files: read whole, written whole or not at all.

#include <cstdint>
#include <string>
#include <string_view>

namespace vapa {

/// The contents of a file (or pipe). Throws InputError "PATH: …" when it cannot be read or is
/// larger than `limit` bytes: an endless device ends there too.
std::string read_text_file(const std::string& path, std::uint64_t limit);

/// A NewFile with this text: readers see the old or the new contents, never a part. Throws
/// InputError "PATH: …" when it cannot.
void write_atomically(const std::string& path, std::string_view text);

}  // namespace vapa
