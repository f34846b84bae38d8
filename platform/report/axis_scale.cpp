#include "platform/report/axis_scale.hpp"

#include <algorithm>
#include <set>

#include "platform/config/value.hpp"

namespace vapa {

namespace {

constexpr double least_ratio_of_logarithms = 8;

std::optional<double> number_of(const std::string& text) {
  const Value value = parse_value(text);
  if (const auto* n = std::get_if<std::int64_t>(&value.is)) return static_cast<double>(*n);
  if (const auto* d = std::get_if<double>(&value.is)) return *d;
  if (const auto bytes = parse_bytes(text)) return static_cast<double>(*bytes);
  return std::nullopt;
}

}  // namespace

AxisScale scale_of(const SweepAxis& axis) {
  std::set<double> distinct;
  AxisScale out;
  for (const auto& value : axis.values) {
    const auto number = number_of(value.front());
    if (!number || !distinct.insert(*number).second) return {};
    out.numbers.push_back(*number);
  }
  const double least = *distinct.begin();
  const double most = *distinct.rbegin();
  const bool wide = least > 0 && most / least >= least_ratio_of_logarithms;
  out.kind = wide ? AxisScale::Kind::logarithmic : AxisScale::Kind::linear;
  return out;
}

}  // namespace vapa
