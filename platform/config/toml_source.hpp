#pragma once
// A TOML text as a list of settings with their places; the only user of the TOML library here.

#include <string>
#include <string_view>
#include <vector>

#include "platform/config/value.hpp"

namespace vapa {

struct TomlSetting {
  std::string key;  ///< full, dotted
  Value value;
  std::string place;  ///< "FILE:LINE:COLUMN" of the key
};

/// The leaves of a TOML text in the order of their places. A table without keys is a leaf of its
/// own. Throws InputError "FILE:LINE:COLUMN: …" on text that is no TOML.
std::vector<TomlSetting> parse_toml(std::string_view text, std::string_view name);

}  // namespace vapa
