#include <algorithm>
#include <set>

#include "platform/config/system_config.hpp"
#include "platform/report/axis_scale.hpp"
#include "platform/report/report.hpp"
#include "platform/sweep/metrics.hpp"
#include "platform/sweep/plan.hpp"

namespace vapa {

namespace {

using nlohmann::json;

json workloads_of(const SweepDescription& d) {
  json out = json::array();
  for (const SweepWorkload& w : d.workloads) {
    out.push_back({{"name", w.name},
                   {"hash", w.hash},
                   {"skip", w.skip},
                   {"warmup", w.warmup},
                   {"limit", w.limit}});
  }
  return out;
}

const char* scale_name(AxisScale::Kind kind) {
  switch (kind) {
    case AxisScale::Kind::logarithmic:
      return "log";
    case AxisScale::Kind::linear:
      return "linear";
    case AxisScale::Kind::names:
      break;
  }
  return "names";
}

json axes_of(const SweepDescription& d) {
  json out = json::array();
  for (const SweepAxis& axis : d.axes) {
    const AxisScale scale = scale_of(axis);
    json labels = json::array();
    for (std::size_t i = 0; i < axis.size(); ++i) labels.push_back(axis.label(i));
    out.push_back({{"name", axis.name},
                   {"keys", axis.keys},
                   {"unit", axis.unit},
                   {"labels", labels},
                   {"numbers", scale.numbers},
                   {"scale", scale_name(scale.kind)}});
  }
  return out;
}

/// What can stand on a vertical axis: the metrics, then the costs.
json quantities_of(const SweepDescription& d) {
  json out = json::array();
  for (const SweepMetric& m : d.metrics) {
    out.push_back({{"name", m.name},
                   {"unit", m.unit},
                   {"formula", m.formula},
                   {"higherIsBetter", m.higher_is_better},
                   {"cost", false}});
  }
  for (const CostQuantity& cost : cost_quantities()) {
    out.push_back({{"name", cost.name},
                   {"unit", cost.unit},
                   {"formula", cost.name},
                   {"higherIsBetter", false},
                   {"cost", true}});
  }
  return out;
}

json points_of(const SweepResults& results) {
  json out = json::array();
  for (const SweepRow& row : results.rows) {
    json values = json::array();
    for (const auto& metric : row.metrics) values.push_back(metric ? json(*metric) : json());
    for (const CostQuantity& cost : cost_quantities()) {
      values.push_back(row.place.costs.*cost.value);
    }
    const char* state = row.done ? "done" : row.failure ? "failed" : "not run";
    out.push_back({{"hash", row.place.hash},
                   {"workload", row.place.workload},
                   {"at", row.place.at},
                   {"values", values},
                   {"state", state},
                   {"deaths", row.deaths}});
  }
  return out;
}

json failures_of(const SweepResults& results) {
  json out = json::array();
  for (const SweepRow& row : results.rows) {
    if (!row.failure) continue;
    out.push_back({{"machine", place_text(results.description(), row.place.at)},
                   {"workload", results.description().workloads[row.place.workload].name},
                   {"reason", row.failure->reason},
                   {"output", row.failure->output},
                   {"hash", row.place.hash}});
  }
  return out;
}

/// The configuration that all finished points share.
json fixed_of(const SweepResults& results) {
  json out = json::object();
  for (std::size_t k = 0; k < results.config_keys.size(); ++k) {
    const json* common = nullptr;
    bool shared = true;
    for (const SweepRow& row : results.rows) {
      if (!row.done) continue;
      if (common == nullptr) common = &row.config[k];
      shared = shared && row.config[k] == *common;
    }
    if (shared && common != nullptr) out[results.config_keys[k]] = *common;
  }
  return out;
}

json units_of_keys() {
  SystemConfig config;
  Schema schema;
  config.describe(schema);
  json out = json::object();
  for (const Field& field : schema.fields()) {
    if (!field.unit.empty()) out[field.key] = field.unit;
  }
  return out;
}

/// The hints of the specification, and where it has none: curves and heat map over the axes with
/// the most values, numbers before names; the front of the first metric against TLB bits.
json hints_of(const SweepResults& results) {
  const SweepDescription& d = results.description();
  std::vector<const SweepAxis*> order;
  for (const SweepAxis& axis : d.axes) {
    if (axis.size() > 1) order.push_back(&axis);
  }
  std::stable_sort(order.begin(), order.end(), [](const SweepAxis* a, const SweepAxis* b) {
    const bool numeric = scale_of(*a).numeric();
    return numeric != scale_of(*b).numeric() ? numeric : a->size() > b->size();
  });
  const auto either = [](const std::string& hint, const std::string& otherwise) {
    return hint.empty() ? otherwise : hint;
  };
  const auto another = [&](const std::string& taken) -> std::string {
    for (const SweepAxis* axis : order) {
      if (axis->name != taken) return axis->name;
    }
    return "";
  };
  const ReportHints& h = d.hints;
  const std::string metric = d.metrics.empty() ? "" : d.metrics.front().name;
  const std::string curve_x = either(h.curve_x, another(h.curve_series));
  const std::string heatmap_x = either(h.heatmap_x, another(h.heatmap_y));
  return {{"curves",
           {{"x", curve_x},
            {"series", either(h.curve_series, another(curve_x))},
            {"metric", either(h.curve_metric, metric)}}},
          {"heatmap",
           {{"x", heatmap_x},
            {"y", either(h.heatmap_y, another(heatmap_x))},
            {"metric", either(h.heatmap_metric, metric)}}},
          {"pareto",
           {{"x", either(h.pareto_x, cost_quantities().front().name)},
            {"y", either(h.pareto_y, metric)}}}};
}

}  // namespace

json report_data(const SweepResults& results) {
  const SweepDescription& d = results.description();
  return {{"title", d.title},
          {"build", results.manifest.build_id},
          {"workloads", workloads_of(d)},
          {"axes", axes_of(d)},
          {"quantities", quantities_of(d)},
          {"points", points_of(results)},
          {"failures", failures_of(results)},
          {"findings", findings(results)},
          {"warnings", warnings_of(results)},
          {"fixed", fixed_of(results)},
          {"keyUnits", units_of_keys()},
          {"hints", hints_of(results)}};
}

}  // namespace vapa
