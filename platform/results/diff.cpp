#include "platform/results/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <vector>

namespace vapa {
namespace {

using Texts = std::map<std::string, std::string>;
using Numbers = std::map<std::string, double>;

constexpr std::size_t shown_by_default = 20;

struct Row {
  std::string name;
  std::optional<double> a, b;

  double largest() const { return std::max(std::abs(a.value_or(0)), std::abs(b.value_or(0))); }
  double relevance() const {
    if (name == "cpu.cycles") return HUGE_VAL;
    const double change = std::abs(b.value_or(0) - a.value_or(0)) / largest();
    return change * std::log2(2 + largest());
  }
};

template <class Value>
std::set<std::string> names_of(const std::map<std::string, Value>& a,
                               const std::map<std::string, Value>& b) {
  std::set<std::string> names;
  for (const auto& [name, value] : a) names.insert(name);
  for (const auto& [name, value] : b) names.insert(name);
  return names;
}

template <class Value>
std::optional<Value> look_up(const std::map<std::string, Value>& map, const std::string& name) {
  const auto found = map.find(name);
  return found == map.end() ? std::nullopt : std::optional(found->second);
}

std::string text_table(std::string_view title, const Texts& a, const Texts& b) {
  std::string text;
  for (const std::string& name : names_of(a, b)) {
    const auto left = look_up(a, name);
    const auto right = look_up(b, name);
    if (left == right) continue;
    text += fmt::format("  {:<32} {:<20} {}\n", name, left.value_or("absent"),
                        right.value_or("absent"));
  }
  return text.empty() ? "" : fmt::format("{}\n{}\n", title, text);
}

std::vector<Row> changed(const Numbers& a, const Numbers& b) {
  std::vector<Row> rows;
  for (const std::string& name : names_of(a, b)) {
    Row row{name, look_up(a, name), look_up(b, name)};
    if (row.a != row.b) rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& left, const Row& right) {
    return left.relevance() > right.relevance();
  });
  return rows;
}

std::string number_text(std::optional<double> value) {
  if (!value) return "absent";
  return std::floor(*value) == *value && std::abs(*value) < 1e15 ? fmt::format("{:.0f}", *value)
                                                                 : fmt::format("{:.5g}", *value);
}

std::string change_text(const Row& row) {
  if (!row.a || !row.b) return "";
  const double change = *row.b - *row.a;
  const std::string relative =
      *row.a == 0 ? "from 0" : fmt::format("{:+.2f} %", 100 * change / std::abs(*row.a));
  const std::string absolute = number_text(change);
  return fmt::format("{:>13} {:>10}", change > 0 ? "+" + absolute : absolute, relative);
}

std::string statistics_table(const std::vector<Row>& rows, const DiffOptions& options) {
  const std::size_t shown = options.all ? rows.size() : std::min(rows.size(), shown_by_default);
  std::size_t width = 26;
  for (std::size_t i = 0; i < shown; ++i) width = std::max(width, rows[i].name.size());
  std::string text = fmt::format("{:<{}} {:>12} {:>12} {:>13} {:>10}\n", "Statistics", width + 2,
                                 "A", "B", "change", "relative");
  for (std::size_t i = 0; i < shown; ++i) {
    text += fmt::format("  {:<{}} {:>12} {:>12} {}\n", rows[i].name, width, number_text(rows[i].a),
                        number_text(rows[i].b), change_text(rows[i]));
  }
  if (shown < rows.size()) {
    text += fmt::format("  {} more differ; --all shows them\n", rows.size() - shown);
  }
  return text;
}

}  // namespace

Diff diff(const StoredResult& a, const StoredResult& b, const DiffOptions& options) {
  const std::vector<Row> rows = changed(a.stats, b.stats);
  Diff result;
  result.equal = rows.empty() && a.config == b.config;
  result.text = text_table("Manifest", a.manifest, b.manifest) +
                text_table("Configuration", a.config, b.config);
  result.text += rows.empty() ? "The statistics are equal.\n" : statistics_table(rows, options);
  return result;
}

}  // namespace vapa
