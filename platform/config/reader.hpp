#pragma once
// Reads a machine configuration: defaults, then TOML, then `--set key=value`, the later winning.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/config/system_config.hpp"
#include "platform/config/value.hpp"

namespace vapa {

/// Gathers a configuration and everything that is wrong with it; finish() reports all at once.
///
///   ConfigReader reader;
///   reader.read_file("laptop.toml");
///   reader.set("mmu.l2tlb.entries=1024");
///   const SystemConfig config = reader.finish();
class ConfigReader {
 public:
  ConfigReader();
  ConfigReader(const ConfigReader&) = delete;
  ConfigReader& operator=(const ConfigReader&) = delete;

  /// Tables and dotted keys, in any mixture. Throws InputError at once when the file cannot be read
  /// or is no TOML.
  void read_file(const std::string& path);
  /// The same for TOML at hand; `name` stands for the file in messages.
  void read_text(std::string_view toml, std::string_view name);

  /// "key=value" as behind `--set`.
  void set(std::string_view assignment);
  /// `place` stands before the key in messages, as "FILE:LINE:COLUMN" does.
  void set(std::string_view key, const Value& value, std::string_view place);

  /// Checks the whole. Throws InputError with one line per problem,
  /// "PLACE: KEY: what is wrong; the mend".
  SystemConfig finish();

 private:
  struct Setting {
    std::size_t field;
    std::string place;
  };

  void unknown_key(std::string_view key, std::string_view place);
  bool is_section(std::string_view key) const;
  void validate();
  std::string locate(const Problems::Problem&) const;
  const Setting* setting_of(std::string_view key) const;
  const Setting* culprit(const Problems::Problem&) const;

  SystemConfig config_;
  Schema schema_;
  std::map<std::string, std::size_t, std::less<>> index_;  ///< key to position in the schema
  std::vector<Setting> settings_;                          ///< in the order they were made
  std::vector<std::string> problems_;
};

/// The usual case: an optional file ("" for none) and the `--set` of a command line.
SystemConfig read_config(const std::string& path, const std::vector<std::string>& sets);

}  // namespace vapa
