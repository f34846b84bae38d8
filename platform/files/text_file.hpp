#pragma once
// Small text files: read whole, written whole or not at all.

#include <cstdint>
#include <string>
#include <string_view>

namespace vapa {

/// The contents of a file (or pipe). Throws InputError "PATH: …" when it cannot be read or is
/// larger than `limit` bytes: an endless device ends there too.
std::string read_text_file(const std::string& path, std::uint64_t limit);

/// Makes an empty file of a name of its own beside `path`, for publish(). Throws InputError
/// "PATH: …" when it cannot.
std::string temporary_beside(const std::string& path);

/// Renames a finished file to `path`, on the disk (fsync) when it returns: whoever reads, also
/// after a power cut, sees the old or the new contents, never a part. Throws InputError "PATH: …"
/// and removes the temporary when it cannot.
void publish(const std::string& temporary, const std::string& path);

/// temporary_beside() and publish() of a text.
void write_atomically(const std::string& path, std::string_view text);

/// Throws InputError now for a path that write_atomically() would refuse later, after hours.
void check_writable(const std::string& path);

}  // namespace vapa
