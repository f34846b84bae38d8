#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vapa {

/// 5000, 10k, 1M, 2G, 1T: powers of 1000; nothing when it is no count or needs more than 64 bits.
std::optional<std::uint64_t> parse_count(std::string_view text);

/// An option `name N` that takes what parse_count() reads. Parsing throws InputError otherwise.
CLI::Option* add_count(CLI::App&, const std::string& name, std::uint64_t& value,
                       const std::string& description);

}  // namespace vapa
