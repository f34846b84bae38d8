#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/config/system_config.hpp"
#include "platform/sweep/expression.hpp"

namespace vapa {

/// A configuration whose fields are reached by their dotted key.
class KeyedConfig {
 public:
  explicit KeyedConfig(const SystemConfig&);
  KeyedConfig(const KeyedConfig&) = delete;
  KeyedConfig& operator=(const KeyedConfig&) = delete;

  const SystemConfig& config() const noexcept { return config_; }
  const Schema& schema() const noexcept { return schema_; }
  const Field* find(const std::string& key) const;
  std::vector<std::string> keys() const;

  /// Stores a value written as for `--set`. Returns what is wrong with it and the mend, if
  /// anything. Precondition: the key exists.
  std::optional<std::string> assign(const std::string& key, std::string_view text);

  /// The field as a formula sees it; empty for unknown keys and for lists.
  std::optional<Operand> operand(const std::string& key) const;
  /// What operand() gives, whatever the value. Precondition: the key exists.
  NameKind kind(const std::string& key) const;

 private:
  SystemConfig config_;
  Schema schema_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

}  // namespace vapa
