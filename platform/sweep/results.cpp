#include "platform/sweep/results.hpp"

#include <algorithm>
#include <set>

#include "platform/sweep/expression.hpp"
#include "platform/sweep/manifest.hpp"
#include "platform/sweep/metrics.hpp"

namespace vapa {

namespace {

using nlohmann::json;
using Flat = std::map<std::string, json>;

std::vector<json> in_order(const std::vector<std::string>& names, Flat& values) {
  std::vector<json> out;
  out.reserve(names.size());
  for (const std::string& name : names) {
    const auto it = values.find(name);
    out.push_back(it == values.end() ? json() : std::move(it->second));
  }
  return out;
}

std::optional<Operand> operand(const json& value) {
  if (value.is_boolean()) return value.get<bool>() ? 1.0 : 0.0;
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) return value.get<std::string>();
  return std::nullopt;
}

/// Evaluates the metrics of a point from its own values.
class MetricReader {
 public:
  explicit MetricReader(const SweepResults& results) {
    for (const SweepMetric& metric : results.description().metrics) {
      formulas_.push_back(Expression::parse(metric.formula, "sweep.toml: metrics"));
    }
  }

  std::vector<std::optional<double>> read(const SweepPlace& place, const Flat& config,
                                          const Flat& stats) const {
    const auto lookup = [&](const std::string& name) -> std::optional<Operand> {
      for (const CostQuantity& cost : cost_quantities()) {
        if (name == cost.name) return static_cast<double>(place.costs.*cost.value);
      }
      for (const Flat* values : {&stats, &config}) {
        if (const auto it = values->find(name); it != values->end()) return operand(it->second);
      }
      return std::nullopt;
    };
    std::vector<std::optional<double>> out;
    for (const Expression& formula : formulas_) out.push_back(formula.evaluate(lookup));
    return out;
  }

 private:
  std::vector<Expression> formulas_;
};

struct RawPoint {
  Flat config, stats;
};

std::vector<std::string> names_of(const std::set<std::string>& set) {
  return {set.begin(), set.end()};
}

}  // namespace

SweepResults load_results(const SweepStore& store) {
  SweepResults out;
  out.manifest = read_manifest(store.directory() / "sweep.toml");
  const MetricReader metrics(out);
  std::vector<RawPoint> raw;
  std::set<std::string> keys, names;
  for (const SweepPlace& place : out.manifest.places) {
    SweepRow& row = out.rows.emplace_back();
    RawPoint& point = raw.emplace_back();
    row.place = place;
    const auto result = store.result(place.hash);
    row.done = result.has_value();
    if (!result) {
      row.failure = store.failure(place.hash);
      row.metrics.resize(out.description().metrics.size());
      continue;
    }
    point.config = (*result)["config"].get<Flat>();
    point.stats = (*result)["stats"].get<Flat>();
    row.deaths = result->value("deaths", std::vector<std::string>{});
    for (const auto& [key, value] : point.config) keys.insert(key);
    for (const auto& [name, value] : point.stats) names.insert(name);
    if (const auto units = result->find("units"); units != result->end() && units->is_object()) {
      for (const auto& [name, unit] : units->items()) {
        if (unit.is_string()) out.units.emplace(name, unit.get<std::string>());
      }
    }
    row.metrics = metrics.read(place, point.config, point.stats);
  }
  out.config_keys = names_of(keys);
  out.stat_names = names_of(names);
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (!out.rows[i].done) continue;
    out.rows[i].config = in_order(out.config_keys, raw[i].config);
    out.rows[i].stats = in_order(out.stat_names, raw[i].stats);
  }
  return out;
}

}  // namespace vapa
