#include "platform/results/result_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/files/text_file.hpp"
#include "platform/results/parse_json.hpp"

namespace vapa {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t largest_result = std::uint64_t{1} << 30U;

// ---- values

struct FieldJson {
  template <class T>
  Json operator()(const T* value) const {
    return *value;
  }
  Json operator()(const Bytes* size) const { return size->value; }
  Json operator()(const std::vector<Bytes>* sizes) const {
    Json list = Json::array();
    for (const Bytes size : *sizes) list.push_back(size.value);
    return list;
  }
  Json operator()(const EnumRef& name) const { return std::string(name.names[*name.value]); }
};

Json config_json(SystemConfig config) {
  Schema schema;
  config.describe(schema);
  std::map<std::string, Json> sorted;
  for (const Field& field : schema.fields()) {
    sorted[field.key] = std::visit(FieldJson{}, field.ref);
  }
  return sorted;
}

Json manifest_json(const RunManifest& manifest) {
  Json workloads = Json::array();
  for (const auto& workload : manifest.workloads) {
    workloads.push_back({{"name", workload.name}, {"hash", workload.hash}});
  }
  Json json{{"build", manifest.build},
            {"config", manifest.config},
            {"workloads", std::move(workloads)},
            {"seed", manifest.seed},
            {"skip", manifest.options.skip},
            {"warmup", manifest.options.warmup},
            {"limit", manifest.options.limit},
            {"interval", manifest.options.interval},
            {"complete", manifest.ended_by.empty()}};
  if (!manifest.ended_by.empty()) json["ended_by"] = manifest.ended_by;
  return json;
}

Json stats_json(const RunResult& result) {
  std::map<std::string, Json> sorted;
  for (const Statistic& statistic : result.stats) {
    sorted[statistic.name] = std::visit([](auto value) { return Json(value); }, statistic.value);
  }
  return sorted;
}

Json units_json(const RunResult& result) {
  std::map<std::string, std::string> sorted;
  for (const Statistic& statistic : result.stats) {
    sorted[statistic.name] = statistic.unit;
  }
  return sorted;
}

Json intervals_json(const RunResult& result) {
  Json accesses = Json::array();
  for (const Interval& interval : result.intervals) accesses.push_back(interval.accesses);
  std::map<std::string, Json> columns;
  for (std::size_t i = 0; i < result.stats.size(); ++i) {
    if (!std::holds_alternative<std::uint64_t>(result.stats[i].value)) break;
    Json column = Json::array();
    for (const Interval& interval : result.intervals) column.push_back(interval.values.at(i));
    columns[result.stats[i].name] = std::move(column);
  }
  return {{"accesses", std::move(accesses)}, {"stats", columns}};
}

// ---- text

std::string number_text(double value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
  return text;
}

/// On one line.
std::string inline_text(const Json& json) {
  if (json.is_number_float()) return number_text(json.get<double>());
  if (!json.is_structured()) return json.dump();
  std::vector<std::string> parts;
  for (const auto& [key, value] : json.items()) {
    const std::string name = json.is_object() ? Json(key).dump() + ": " : "";
    parts.push_back(name + inline_text(value));
  }
  const std::string joined = fmt::format("{}", fmt::join(parts, ", "));
  return json.is_object() ? fmt::format("{{{}}}", joined) : fmt::format("[{}]", joined);
}

/// Objects one key per line, arrays on one.
std::string json_text(const Json& json, const std::string& indent = "") {
  if (!json.is_object()) return inline_text(json);
  const std::string deeper = indent + " ";
  std::vector<std::string> parts;
  for (const auto& [key, value] : json.items()) {
    parts.push_back(fmt::format("\n{}{}: {}", deeper, Json(key).dump(), json_text(value, deeper)));
  }
  return fmt::format("{{{}\n{}}}", fmt::join(parts, ","), indent);
}

// ---- reading

[[noreturn]] void fail(const std::string& path, std::string_view reason) {
  throw InputError(
      fmt::format("{}: is no result of vapa: {}; results are written by `vapa run --stats FILE`",
                  path, reason));
}

Json parse(const std::string& path) {
  const std::string text = read_text_file(path, largest_result);
  try {
    return parse_json<Json>(text);
  } catch (const InputError& error) {
    fail(path, error.what());
  }
}

const Json& part(const Json& json, const char* name, const std::string& path) {
  if (!json.is_object() || !json.contains(name) || !json[name].is_object()) {
    fail(path, fmt::format("it has no object \"{}\"", name));
  }
  return json[name];
}

std::map<std::string, std::string> texts(const Json& object) {
  std::map<std::string, std::string> out;
  for (const auto& [key, value] : object.items()) {
    out[key] = value.is_string() ? value.get<std::string>() : inline_text(value);
  }
  return out;
}

}  // namespace

std::string result_json(const RunManifest& manifest, const SystemConfig& config,
                        const RunResult& result) {
  Json json{{"manifest", manifest_json(manifest)},
            {"config", config_json(config)},
            {"stats", stats_json(result)},
            {"units", units_json(result)}};
  if (!result.deaths.empty()) json["deaths"] = result.deaths;
  if (!result.intervals.empty()) json["intervals"] = intervals_json(result);
  return json_text(json) + "\n";
}

StoredResult read_result(const std::string& path) {
  const Json json = parse(path);
  StoredResult result;
  result.manifest = texts(part(json, "manifest", path));
  result.config = texts(part(json, "config", path));
  result.units = texts(part(json, "units", path));
  for (const auto& [name, value] : part(json, "stats", path).items()) {
    if (!value.is_number()) fail(path, fmt::format("the statistic \"{}\" is no number", name));
    result.stats[name] = value.get<double>();
  }
  return result;
}

}  // namespace vapa
