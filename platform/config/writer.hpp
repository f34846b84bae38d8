#pragma once
// A configuration as text: complete, readable, and the same for the same machine.

#include <map>
#include <string>

#include "platform/config/system_config.hpp"

namespace vapa {

/// Every key in TOML, by section, each with its meaning and unit as a comment.
/// ConfigReader::read_text() of it gives the same configuration.
std::string write_toml(const SystemConfig&);

/// Every key with its value as TOML text: {"mmu.dtlb.entries", "64"}.
std::map<std::string, std::string> flat_config(const SystemConfig&);

/// ContentHash over the lines "key = value\n" of flat_config(), in the order of the keys, as 32
/// hexadecimal digits. The order in which blocks describe their keys does not matter; a new key,
/// even at its default, makes another machine.
std::string config_hash(const SystemConfig&);

}  // namespace vapa
