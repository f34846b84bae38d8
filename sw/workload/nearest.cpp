#include "sw/workload/nearest.hpp"

#include <algorithm>
#include <numeric>

namespace vapa {
namespace {

/// Insertions, deletions and substitutions that turn one into the other.
std::size_t edits(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t substituted = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& candidates) {
  const auto nearest = std::min_element(
      candidates.begin(), candidates.end(),
      [&](std::string_view a, std::string_view b) { return edits(name, a) < edits(name, b); });
  if (nearest == candidates.end() || edits(name, *nearest) > 1 + nearest->size() / 3) return "";
  return "; did you mean '" + std::string(*nearest) + "'?";
}

}  // namespace vapa
