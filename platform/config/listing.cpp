#include "platform/config/listing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "core/error.hpp"
#include "core/text/nearest.hpp"
#include "platform/config/system_config.hpp"
#include "platform/config/value.hpp"

namespace vapa {
namespace {

/// Words filled into lines of 80 columns.
std::string paragraph(std::string_view text, std::string_view indent) {
  constexpr std::size_t columns = 80;
  std::string out;
  std::string line(indent);
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (line.size() > indent.size() && line.size() + 1 + word.size() > columns) {
      out += line + '\n';
      line = indent;
    }
    if (line.size() > indent.size()) line += ' ';
    line += word;
  }
  return out + line + '\n';
}

std::string list_entry(const Field& field) {
  const std::string unit = field.unit.empty() ? "" : fmt::format(", {}", field.unit);
  const std::string text = fmt::format("[{}{}] {}", kind_text(field.ref), unit, field.meaning);
  return fmt::format("  {} = {}\n{}", field.key, toml_text(field.ref), paragraph(text, "      "));
}

std::string list(const std::vector<const Field*>& fields) {
  std::string text;
  std::string section = "none yet";
  for (const Field* field : fields) {
    const std::string own = section_of(field->key);
    if (own != section && !own.empty()) text += fmt::format("\n[{}]\n", own);
    section = own;
    text += list_entry(*field);
  }
  return text;
}

/// A value that the key may have instead of its default; the default where none was found.
std::string other_value(SystemConfig& config, const Field& field) {
  const std::string usual = toml_text(field.ref);
  std::vector<Value> candidates{{true}, {false}};
  if (const auto* name = std::get_if<EnumRef>(&field.ref)) {
    for (const std::string_view text : name->names) candidates.push_back({std::string(text)});
  } else if (const Value now = parse_value(usual); std::holds_alternative<std::int64_t>(now.is)) {
    candidates.push_back({2 * std::get<std::int64_t>(now.is)});
  } else if (const auto* size = std::get_if<Bytes*>(&field.ref)) {
    candidates.push_back({format_bytes(2 * (*size)->value)});
  } else if (std::holds_alternative<double>(now.is)) {
    candidates.push_back({2 * std::get<double>(now.is)});
  }
  std::string other = usual;
  for (const Value& candidate : candidates) {
    if (other != usual || assign(field.ref, candidate)) continue;
    Problems problems;
    config.validate(problems);
    if (problems.list().empty()) other = toml_text(field.ref);
    assign(field.ref, parse_value(usual));
  }
  return other;
}

/// A TOML value as an argument of a shell: lru, 64, '["4KiB", "2MiB"]'.
std::string shell_text(const std::string& toml) {
  if (toml.front() == '"') return toml.substr(1, toml.size() - 2);
  return toml.front() == '[' ? fmt::format("'{}'", toml) : toml;
}

/// What validate() says of a key at the ends of its type's range.
std::vector<std::string> limits_of(SystemConfig& config, const Field& field) {
  std::vector<std::string> limits;
  for (const std::int64_t extreme :
       {std::int64_t{0}, std::int64_t{std::numeric_limits<std::uint32_t>::max()}}) {
    if (assign(field.ref, {extreme})) continue;
    Problems problems;
    config.validate(problems);
    for (const auto& problem : problems.list()) {
      const std::string limit = problem.message.substr(0, problem.message.find(", is "));
      const bool known = std::find(limits.begin(), limits.end(), limit) != limits.end();
      if (problem.key == field.key && !known) limits.push_back(limit);
    }
  }
  return limits;
}

std::string explain(SystemConfig& config, const Field& field) {
  const std::string value = toml_text(field.ref);
  std::string text = fmt::format("{}\n{}\n", field.key, paragraph(field.meaning, "  "));
  const auto line = [&](std::string_view name, std::string_view what) {
    text += fmt::format("  {:<8} {}\n", name, what);
  };
  line("default", value);
  const std::string example = shell_text(other_value(config, field));
  const auto limits = limits_of(config, field);
  line("takes", limits.empty() ? type_text(field.ref) : kind_text(field.ref));
  if (!limits.empty()) line("limits", fmt::format("{}", fmt::join(limits, "; ")));
  if (!field.unit.empty()) line("unit", field.unit);
  line("effect", field.effect == Effect::live ? "live: changes a statistic on some workload"
                                              : "neutral: changes no statistic");
  line("example", fmt::format("vapa run --workload W --set {}={}", field.key, example));
  return text;
}

[[noreturn]] void fail_unknown(std::string_view name, const Schema& schema) {
  std::vector<std::string> known;
  for (const Field& field : schema.fields()) known.push_back(field.key);
  throw InputError(fmt::format("{}: no such key or section{}; `vapa config` lists all", name,
                               did_you_mean(name, known)));
}

}  // namespace

std::string describe_keys(std::string_view prefix) {
  SystemConfig config;
  Schema schema;
  config.describe(schema);
  std::vector<const Field*> found;
  for (const Field& field : schema.fields()) {
    if (field.key == prefix) return explain(config, field);
    const bool below = field.key.starts_with(std::string(prefix) + ".");
    if (prefix.empty() || below) found.push_back(&field);
  }
  if (found.empty()) fail_unknown(prefix, schema);
  return list(found);
}

}  // namespace vapa
