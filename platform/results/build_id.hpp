#pragma once

#include <string>

namespace vapa {

/// The build id of the running executable: the hash that the linker took of its contents
/// (`--build-id=sha1`, ELF note NT_GNU_BUILD_ID; ELF(5)), in hexadecimal. Equal sources, compiler
/// and libraries give the same. Throws std::runtime_error when the executable carries none.
std::string build_id();

}  // namespace vapa
