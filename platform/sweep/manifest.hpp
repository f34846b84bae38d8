#pragma once

#include <filesystem>
#include <string>

#include "platform/sweep/description.hpp"

namespace vapa {

/// As TOML, the same bytes for the same manifest.
std::string to_toml(const SweepManifest&);

/// Throws InputError where the file is missing or is not what to_toml() writes.
SweepManifest read_manifest(const std::filesystem::path& file);

}  // namespace vapa
