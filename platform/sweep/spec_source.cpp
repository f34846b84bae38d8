#include "platform/sweep/spec_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/files/text_file.hpp"
#include "core/text/count.hpp"
#include "core/text/nearest.hpp"

namespace vapa {

namespace {

constexpr std::uint64_t largest_spec = 16U << 20U;

void collect(const toml::table& table, const std::string& prefix,
             bool (*is_leaf)(const toml::table&), std::vector<KeyedNode>& out) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    const toml::table* inner = node.as_table();
    if (inner != nullptr && !is_leaf(*inner)) {
      collect(*inner, key + '.', is_leaf, out);
    } else {
      out.push_back({key, &node, name.source()});
    }
  }
}

bool before(const toml::source_region& a, const toml::source_region& b) {
  return std::pair(a.begin.line, a.begin.column) < std::pair(b.begin.line, b.begin.column);
}

std::string kind_of(const toml::node& node) {
  std::ostringstream out;
  out << node.type();
  return out.str();
}

}  // namespace

SpecSource::SpecSource(const std::string& file) : file_(file) {
  const std::string text = read_text_file(file, largest_spec);
  try {
    root_ = toml::parse(text, file);
  } catch (const toml::parse_error& e) {
    throw InputError(fmt::format("{}: is no TOML: {}", place(e.source()), e.description()));
  }
}

std::string SpecSource::place(const toml::source_region& at) const {
  return fmt::format("{}:{}:{}", file_, at.begin.line, at.begin.column);
}

void SpecSource::fail(const toml::source_region& at, std::string_view key,
                      std::string_view message) const {
  throw InputError(fmt::format("{}: {}: {}", place(at), key, message));
}

void SpecSource::only(const toml::table& table, std::string_view table_name,
                      const std::vector<std::string>& known) const {
  std::vector<KeyedNode> nodes = keyed_nodes(table, [](const toml::table&) { return true; });
  for (const KeyedNode& node : nodes) {
    if (std::find(known.begin(), known.end(), node.key) != known.end()) continue;
    const std::string hint = did_you_mean(node.key, known);
    fail(node.source, node.key,
         fmt::format("no such key in {}{}", table_name,
                     hint.empty() ? fmt::format("; known are {}", fmt::join(known, ", ")) : hint));
  }
}

std::string SpecSource::text(const toml::node& node, std::string_view key) const {
  if (const auto* value = node.as_string()) return value->get();
  fail(node, key, fmt::format("must be a text in quotes, is of type {}", kind_of(node)));
}

std::uint64_t SpecSource::count(const toml::node& node, std::string_view key) const {
  if (const auto* value = node.as_integer(); value != nullptr && value->get() >= 0) {
    return static_cast<std::uint64_t>(value->get());
  }
  if (const auto* text = node.as_string()) {
    if (const auto value = parse_count(text->get())) return *value;
  }
  fail(node, key, fmt::format("must be {} (10k and the like in quotes)", count_mend));
}

double SpecSource::number(const toml::node& node, std::string_view key) const {
  if (const auto* value = node.as_integer()) return static_cast<double>(value->get());
  if (const auto* value = node.as_floating_point()) return value->get();
  fail(node, key, fmt::format("must be a number, is of type {}", kind_of(node)));
}

bool SpecSource::truth(const toml::node& node, std::string_view key) const {
  if (const auto* value = node.as_boolean()) return value->get();
  fail(node, key, fmt::format("must be true or false, is of type {}", kind_of(node)));
}

const toml::array& SpecSource::list(const toml::node& node, std::string_view key) const {
  if (const toml::array* value = node.as_array()) return *value;
  fail(node, key, fmt::format("must be a list in brackets, is of type {}", kind_of(node)));
}

const toml::table& SpecSource::table(const toml::node& node, std::string_view key) const {
  if (const toml::table* value = node.as_table()) return *value;
  fail(node, key, fmt::format("must be a table, is of type {}", kind_of(node)));
}

std::vector<KeyedNode> keyed_nodes(const toml::table& table, bool (*is_leaf)(const toml::table&)) {
  std::vector<KeyedNode> out;
  collect(table, "", is_leaf, out);
  std::stable_sort(out.begin(), out.end(), [](const KeyedNode& a, const KeyedNode& b) {
    return before(a.source, b.source);
  });
  return out;
}

std::string setting_text(const SpecSource& source, const toml::node& node, std::string_view key) {
  if (const auto* value = node.as_boolean()) return value->get() ? "true" : "false";
  if (const auto* value = node.as_integer()) return fmt::format("{}", value->get());
  if (const auto* value = node.as_floating_point()) return fmt::format("{}", value->get());
  if (const auto* value = node.as_string()) return value->get();
  if (const auto* values = node.as_array()) {
    std::vector<std::string> parts;
    for (const toml::node& part : *values) parts.push_back(setting_text(source, part, key));
    return fmt::format("[{}]", fmt::join(parts, ", "));
  }
  source.fail(node, key, fmt::format("must be a value, is of type {}", kind_of(node)));
}

}  // namespace vapa
