#pragma once
// Which of the formats a trace file is in.

#include <cstdint>
#include <string>

namespace vapa {

enum class TraceFormat : std::uint8_t { native, lackey, champsim };

/// By content, below any compression. Throws InputError for an empty file and for one that could be
/// nothing, or ChampSim records by chance only.
TraceFormat recognise(const std::string& path);

}  // namespace vapa
