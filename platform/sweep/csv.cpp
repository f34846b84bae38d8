#include <fmt/format.h>

#include "platform/sweep/metrics.hpp"
#include "platform/sweep/results.hpp"

namespace vapa {

namespace {

/// RFC 4180.
std::string cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string with_unit(const std::string& name, const std::string& unit) {
  return cell(unit.empty() ? name : fmt::format("{} [{}]", name, unit));
}

std::string state_of(const SweepRow& row) {
  if (row.done) return "done";
  return row.failure ? cell(row.failure->reason) : "not run";
}

}  // namespace

std::string to_csv(const SweepResults& results) {
  const SweepDescription& d = results.description();
  std::string out = "point,workload";
  for (const SweepAxis& axis : d.axes) {
    for (const std::string& key : axis.keys) out += ',' + cell(key);
  }
  for (const SweepMetric& m : d.metrics) out += ',' + with_unit(m.name, m.unit);
  for (const CostQuantity& cost : cost_quantities()) out += ',' + with_unit(cost.name, cost.unit);
  out += ",state,deaths\n";
  for (const SweepRow& row : results.rows) {
    out += row.place.hash + ',' + cell(d.workloads[row.place.workload].name);
    for (std::size_t a = 0; a < d.axes.size(); ++a) {
      for (const std::string& value : d.axes[a].values[row.place.at[a]]) out += ',' + cell(value);
    }
    for (const auto& metric : row.metrics) out += metric ? fmt::format(",{}", *metric) : ",";
    for (const CostQuantity& cost : cost_quantities()) {
      out += fmt::format(",{}", row.place.costs.*cost.value);
    }
    out += fmt::format(",{},{}\n", state_of(row),
                       cell(fmt::format("{}", fmt::join(row.deaths, "; "))));
  }
  return out;
}

}  // namespace vapa
