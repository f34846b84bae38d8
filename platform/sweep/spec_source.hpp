#pragma once
// A specification's TOML with places for messages. Internal to the reader of specifications.

#include <toml++/toml.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace vapa {

class SpecSource {
 public:
  /// Throws InputError where the file cannot be read or is not TOML.
  explicit SpecSource(const std::string& file);

  const toml::table& root() const noexcept { return root_; }
  const std::string& file() const noexcept { return file_; }
  std::string place(const toml::source_region&) const;
  std::string place(const toml::node& node) const { return place(node.source()); }

  /// Throws InputError "PLACE: KEY: MESSAGE".
  [[noreturn]] void fail(const toml::source_region&, std::string_view key,
                         std::string_view message) const;
  [[noreturn]] void fail(const toml::node& node, std::string_view key,
                         std::string_view message) const {
    fail(node.source(), key, message);
  }

  /// Fails at the first key of the table that is not among those known, with the nearest name.
  void only(const toml::table&, std::string_view table_name,
            const std::vector<std::string>& known) const;

  /// The value, or fails with what was expected instead.
  std::string text(const toml::node&, std::string_view key) const;
  std::uint64_t count(const toml::node&, std::string_view key) const;
  double number(const toml::node&, std::string_view key) const;
  bool truth(const toml::node&, std::string_view key) const;
  const toml::array& list(const toml::node&, std::string_view key) const;
  const toml::table& table(const toml::node&, std::string_view key) const;

 private:
  std::string file_;
  toml::table root_;
};

/// A key of the configuration somewhere in a table, and what stands behind it.
struct KeyedNode {
  std::string key;  ///< dotted
  const toml::node* node;
  toml::source_region source;  ///< of the key
};

/// The leaves of nested and dotted tables in the order of the file. `is_leaf` decides on tables.
std::vector<KeyedNode> keyed_nodes(const toml::table&, bool (*is_leaf)(const toml::table&));

/// A value as it would be written behind `--set key=`. Fails on tables and dates.
std::string setting_text(const SpecSource&, const toml::node&, std::string_view key);

}  // namespace vapa
