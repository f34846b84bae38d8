#pragma once
// Values as users write them, and the fields of a configuration that take them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/config/schema.hpp"

namespace vapa {

/// What stands behind a key in a TOML file or in `--set key=value`, before it is known to fit.
struct Value {
  /// A TOML value that no key takes: a date, a time, a table.
  struct Foreign {
    std::string description;
  };
  std::variant<bool, std::int64_t, double, std::string, std::vector<Value>, Foreign> is;
};

/// Reads the right side of `--set key=value`: true, 64, 4.3, 4KiB, lru, "quoted", [4KiB, 2MiB] or
/// 4KiB,2MiB. Whatever is neither a switch nor a number is a text.
Value parse_value(std::string_view text);

/// 4096, "4KiB", "2MiB", "1GiB", "4TiB"; nothing when it is no size or exceeds 2^63 - 1.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// The largest unit that divides it: "4KiB", "100".
std::string format_bytes(std::uint64_t);

/// "mmu.dtlb" of "mmu.dtlb.entries", nothing of "seed".
std::string section_of(const std::string& key);

/// Stores a value in a field. Returns what is wrong with it and the mend ("must be a whole number
/// from 0 to 4294967295, is -3"), or nothing when it fitted.
std::optional<std::string> assign(const FieldRef&, const Value&);

/// The field's value as TOML: `64`, `4.3`, `"lru"`, `["4KiB", "2MiB"]`. Reading it back gives the
/// same; doubles are the shortest text that does.
std::string toml_text(const FieldRef&);

/// What a field takes, for "must be …": "a whole number from 0 to 4294967295", "one of lru, plru".
std::string type_text(const FieldRef&);

/// The same in a word or two: "whole number", "size", "lru | plru".
std::string kind_text(const FieldRef&);

}  // namespace vapa
