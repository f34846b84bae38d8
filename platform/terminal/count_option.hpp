#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

namespace vapa {

/// An option `name N` that takes what parse_count() reads. Parsing throws InputError otherwise.
CLI::Option* add_count(CLI::App&, const std::string& name, std::uint64_t& value,
                       const std::string& description);

}  // namespace vapa
