#include "platform/config/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "platform/config/value.hpp"
#include "sw/workload/content_hash.hpp"

namespace vapa {
namespace {

/// A schema describes an object that may be changed; a copy gives one of a const configuration.
struct Described {
  SystemConfig config;
  Schema schema;
  explicit Described(const SystemConfig& source) : config(source) { config.describe(schema); }
  Described(const Described&) = delete;
  Described& operator=(const Described&) = delete;
};

std::vector<std::string> sections_of(const Schema& schema) {
  std::vector<std::string> sections{""};
  for (const Field& field : schema.fields()) {
    const std::string section = section_of(field.key);
    if (std::find(sections.begin(), sections.end(), section) == sections.end()) {
      sections.push_back(section);
    }
  }
  return sections;
}

std::string write_field(const Field& field) {
  const std::string name = field.key.substr(field.key.rfind('.') + 1);
  const std::string unit = field.unit.empty() ? "" : fmt::format(" [{}]", field.unit);
  return fmt::format("# {}{}\n{} = {}\n", field.meaning, unit, name, toml_text(field.ref));
}

}  // namespace

std::string write_toml(const SystemConfig& config) {
  const Described described(config);
  std::string text;
  for (const std::string& section : sections_of(described.schema)) {
    if (!section.empty()) text += fmt::format("\n[{}]\n", section);
    for (const Field& field : described.schema.fields()) {
      if (section_of(field.key) == section) text += write_field(field);
    }
  }
  return text;
}

std::map<std::string, std::string> flat_config(const SystemConfig& config) {
  const Described described(config);
  std::map<std::string, std::string> flat;
  for (const Field& field : described.schema.fields()) flat[field.key] = toml_text(field.ref);
  return flat;
}

std::string config_hash(const SystemConfig& config) {
  ContentHash hash;
  for (const auto& [key, value] : flat_config(config)) {
    hash.add(fmt::format("{} = {}\n", key, value));
  }
  return hash.hex();
}

}  // namespace vapa
