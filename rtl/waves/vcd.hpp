#pragma once

#include <string>

namespace vapa {

/// Writes what the FST holds as VCD. False when a file cannot be read or written.
bool write_vcd(const std::string& fst, const std::string& vcd);

}  // namespace vapa
