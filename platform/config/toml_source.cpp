#include "platform/config/toml_source.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "core/error.hpp"

namespace vapa {
namespace {

std::string place_text(std::string_view name, const toml::source_position& at) {
  return fmt::format("{}:{}:{}", name, at.line, at.column);
}

std::string foreign_text(const toml::node& node) {
  std::ostringstream kind;
  kind << node.type();
  return "a " + kind.str();
}

Value value_of(const toml::node& node) {
  if (const auto* b = node.as_boolean()) return {b->get()};
  if (const auto* n = node.as_integer()) return {n->get()};
  if (const auto* d = node.as_floating_point()) return {d->get()};
  if (const auto* s = node.as_string()) return {s->get()};
  if (const auto* a = node.as_array()) {
    std::vector<Value> list;
    for (const toml::node& element : *a) list.push_back(value_of(element));
    return {std::move(list)};
  }
  return {Value::Foreign{foreign_text(node)}};
}

class Collector {
 public:
  explicit Collector(std::string_view name) : name_(name) {}

  void collect(const toml::table& table, const std::string& prefix) {
    for (auto&& [key, node] : table) {
      const std::string full = prefix + std::string(key.str());
      const toml::table* inner = node.as_table();
      if (inner != nullptr && !inner->empty()) {
        collect(*inner, full + ".");
      } else {
        found_.push_back(
            {key.source().begin, {full, value_of(node), place_text(name_, key.source().begin)}});
      }
    }
  }

  std::vector<TomlSetting> in_order_of_place() {
    std::stable_sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
      return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
    });
    std::vector<TomlSetting> settings;
    for (Found& found : found_) settings.push_back(std::move(found.setting));
    return settings;
  }

 private:
  struct Found {
    toml::source_position at;
    TomlSetting setting;
  };
  std::string_view name_;
  std::vector<Found> found_;
};

}  // namespace

std::vector<TomlSetting> parse_toml(std::string_view text, std::string_view name) {
  try {
    const toml::table table = toml::parse(text, name);
    Collector collector(name);
    collector.collect(table, "");
    return collector.in_order_of_place();
  } catch (const toml::parse_error& error) {
    throw InputError(fmt::format("{}: is no TOML: {}", place_text(name, error.source().begin),
                                 error.description()));
  }
}

}  // namespace vapa
