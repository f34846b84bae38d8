#include "platform/config/reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/files/text_file.hpp"
#include "core/text/nearest.hpp"
#include "platform/config/toml_source.hpp"

namespace vapa {
namespace {

constexpr std::uint64_t largest_file = std::uint64_t{16} << 20U;

Schema schema_of(SystemConfig& config) {
  Schema schema;
  config.describe(schema);
  return schema;
}

std::vector<Problems::Problem> problems_of(const SystemConfig& config) {
  Problems problems;
  config.validate(problems);
  return problems.list();
}

/// Copies one field's value; both references come from the same position of two schemas.
void copy_value(const FieldRef& from, const FieldRef& to) {
  std::visit(
      [&](const auto& source) {
        using Ref = std::decay_t<decltype(source)>;
        if constexpr (std::is_same_v<Ref, EnumRef>) {
          *std::get<EnumRef>(to).value = *source.value;
        } else {
          *std::get<Ref>(to) = *source;
        }
      },
      from);
}

}  // namespace

ConfigReader::ConfigReader() : schema_(schema_of(config_)) {
  for (std::size_t i = 0; i < schema_.fields().size(); ++i) index_[schema_.fields()[i].key] = i;
}

void ConfigReader::read_file(const std::string& path) {
  read_text(read_text_file(path, largest_file), path);
}

void ConfigReader::read_text(std::string_view toml, std::string_view name) {
  for (const TomlSetting& setting : parse_toml(toml, name)) {
    const bool empty_table = std::holds_alternative<Value::Foreign>(setting.value.is);
    if (empty_table && is_section(setting.key)) continue;
    set(setting.key, setting.value, setting.place);
  }
}

void ConfigReader::set(std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  const std::string place = fmt::format("--set {}", assignment);
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == assignment.size()) {
    problems_.push_back(place + ": must have the form key=value, as in mmu.dtlb.entries=128");
    return;
  }
  set(assignment.substr(0, equals), parse_value(assignment.substr(equals + 1)), place);
}

void ConfigReader::set(std::string_view key, const Value& value, std::string_view place) {
  const auto found = index_.find(key);
  if (found == index_.end()) {
    unknown_key(key, place);
    return;
  }
  if (const auto wrong = assign(schema_.fields()[found->second].ref, value)) {
    problems_.push_back(fmt::format("{}: {}: {}", place, key, *wrong));
    return;
  }
  settings_.push_back({found->second, std::string(place)});
}

SystemConfig ConfigReader::finish() {
  if (problems_.empty()) validate();
  if (!problems_.empty()) throw InputError(fmt::format("{}", fmt::join(problems_, "\n")));
  return config_;
}

void ConfigReader::unknown_key(std::string_view key, std::string_view place) {
  std::vector<std::string> known;
  for (const Field& field : schema_.fields()) known.push_back(field.key);
  problems_.push_back(
      is_section(key)
          ? fmt::format("{}: {}: is a section, not a key; `vapa config {}` lists its keys", place,
                        key, key)
          : fmt::format("{}: {}: no such key{}", place, key, did_you_mean(key, known)));
}

bool ConfigReader::is_section(std::string_view key) const {
  const std::string prefix = std::string(key) + ".";
  const auto next = index_.lower_bound(prefix);
  return next != index_.end() && next->first.starts_with(prefix);
}

void ConfigReader::validate() {
  for (const Problems::Problem& problem : problems_of(config_)) {
    problems_.push_back(locate(problem));
  }
}

/// A problem stands where its key was set. When it was not set, it conflicts with one that was.
std::string ConfigReader::locate(const Problems::Problem& problem) const {
  if (const Setting* own = setting_of(problem.key)) {
    return fmt::format("{}: {}: {}", own->place, problem.key, problem.message);
  }
  const auto field = index_.find(problem.key);
  const std::string value =
      field == index_.end() ? "" : " = " + toml_text(schema_.fields()[field->second].ref);
  const Setting* cause = culprit(problem);
  const std::string place =
      cause == nullptr ? "default"
                       : fmt::format("{}: {}", cause->place, schema_.fields()[cause->field].key);
  return fmt::format("{}: conflicts with the default {}{}: {}", place, problem.key, value,
                     problem.message);
}

const ConfigReader::Setting* ConfigReader::setting_of(std::string_view key) const {
  const auto last = std::find_if(settings_.rbegin(), settings_.rend(), [&](const Setting& s) {
    return schema_.fields()[s.field].key == key;
  });
  return last == settings_.rend() ? nullptr : &*last;
}

/// The setting without which the problem would not be there.
const ConfigReader::Setting* ConfigReader::culprit(const Problems::Problem& problem) const {
  SystemConfig defaults;
  const Schema default_schema = schema_of(defaults);
  const auto is_culprit = [&](const Setting& setting) {
    SystemConfig without = config_;
    copy_value(default_schema.fields()[setting.field].ref,
               schema_of(without).fields()[setting.field].ref);
    const auto left = problems_of(without);
    return std::none_of(left.begin(), left.end(),
                        [&](const auto& other) { return other.key == problem.key; });
  };
  const auto last = std::find_if(settings_.rbegin(), settings_.rend(), is_culprit);
  return last == settings_.rend() ? nullptr : &*last;
}

SystemConfig read_config(const std::string& path, const std::vector<std::string>& sets) {
  ConfigReader reader;
  if (!path.empty()) reader.read_file(path);
  for (const std::string& assignment : sets) reader.set(assignment);
  return reader.finish();
}

}  // namespace vapa
