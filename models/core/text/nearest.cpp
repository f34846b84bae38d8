#include "core/text/nearest.hpp"

#include <algorithm>
#include <optional>

namespace vapa {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

namespace {

constexpr std::size_t longest_sensible_name = 100;

std::vector<std::string_view> components(std::string_view name) {
  std::vector<std::string_view> parts;
  for (std::size_t dot = 0; dot != std::string_view::npos;) {
    dot = name.find('.');
    parts.push_back(name.substr(0, dot));
    name.remove_prefix(dot == std::string_view::npos ? name.size() : dot + 1);
  }
  return parts;
}

/// Edits between the endings of two dotted names, component by component from the right, where the
/// shorter one leaves components out; nothing when a component differs beyond recognition.
std::optional<std::size_t> ending_distance(std::string_view wanted, std::string_view known) {
  const auto w = components(wanted);
  const auto k = components(known);
  if (w.size() == k.size()) return std::nullopt;
  std::size_t edits = 0;
  for (std::size_t i = 1; i <= std::min(w.size(), k.size()); ++i) {
    const auto& left = w[w.size() - i];
    const auto& right = k[k.size() - i];
    const std::size_t distance = edit_distance(left, right);
    if (distance * 2 >= std::max(left.size(), right.size())) return std::nullopt;
    edits += distance;
  }
  return edits;
}

std::optional<std::size_t> nearness(std::string_view wanted, std::string_view known) {
  const std::size_t whole = edit_distance(wanted, known);
  const std::size_t tolerance = std::max<std::size_t>(2, wanted.size() / 4);
  std::optional<std::size_t> best = ending_distance(wanted, known);
  if (whole <= tolerance && whole < std::max(wanted.size(), known.size())) {
    best = std::min(best.value_or(whole), whole);
  }
  return best;
}

}  // namespace

std::vector<std::string> nearest_names(std::string_view wanted,
                                       const std::vector<std::string>& known) {
  if (wanted.empty() || wanted.size() > longest_sensible_name) return {};
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& name : known) {
    if (const auto distance = nearness(wanted, name)) near.emplace_back(*distance, name);
  }
  std::stable_sort(near.begin(), near.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> names;
  for (const auto& [distance, name] : near) {
    if (names.size() < 3 && distance <= 2 * near.front().first) names.push_back(name);
  }
  return names;
}

std::string did_you_mean(std::string_view wanted, const std::vector<std::string>& known) {
  const auto names = nearest_names(wanted, known);
  if (names.empty()) return "";
  std::string text = "; did you mean " + names.front();
  for (std::size_t i = 1; i < names.size(); ++i) {
    text += (i + 1 == names.size() ? " or " : ", ") + names[i];
  }
  return text + "?";
}

}  // namespace vapa
