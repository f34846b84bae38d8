#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "platform/report/axis_scale.hpp"
#include "platform/report/report.hpp"
#include "platform/sweep/plan.hpp"

namespace vapa {

namespace {

/// A knee is where this part of the whole gain along an axis is reached.
constexpr double knee_share = 0.9;
/// Axes that gain less than this part of their worst value have no knee worth a sentence.
constexpr double least_gain = 0.05;
/// Machines within this part of the best value are as good, when they cost less.
constexpr double near_best = 0.1;
constexpr std::size_t workloads_named = 6;

/// 156672 as "156,672".
std::string grouped(std::uint64_t value) {
  const std::string digits = fmt::format("{}", value);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

/// The first metric of the finished points, better = smaller.
class Findings {
 public:
  explicit Findings(const SweepResults& results)
      : results_(results), metric_(results.description().metrics.front()) {
    for (const SweepRow& row : results.rows) {
      if (row.done && row.metrics.front()) points_.push_back({&row, *row.metrics.front()});
    }
  }

  std::vector<std::string> list() {
    if (points_.empty()) return {};
    best_per_workload();
    axes_by_effect();
    knees();
    front();
    return std::move(out_);
  }

 private:
  struct Point {
    const SweepRow* row;
    double value;
  };
  using Place = std::vector<std::size_t>;
  using Others = std::pair<std::size_t, Place>;

  const SweepDescription& description() const { return results_.description(); }

  bool better(double a, double b) const { return metric_.higher_is_better ? a > b : a < b; }
  std::string amount(double value) const {
    return fmt::format("{:.3g}{}{}", value, metric_.unit.empty() ? "" : " ", metric_.unit);
  }

  void best_per_workload() {
    const auto& workloads = description().workloads;
    for (std::size_t w = 0; w < workloads.size() && w < workloads_named; ++w) {
      const Point* best = nullptr;
      const Point* worst = nullptr;
      for (const Point& p : points_) {
        if (p.row->place.workload != w) continue;
        if (best == nullptr || better(p.value, best->value)) best = &p;
        if (worst == nullptr || better(worst->value, p.value)) worst = &p;
      }
      if (best == nullptr) continue;
      std::string line =
          fmt::format("{}: best {} {} with {}", workloads[w].name, metric_.name,
                      amount(best->value), place_text(description(), best->row->place.at));
      if (best->value > 0 && worst->value > 0 && worst != best) {
        const double factor = std::max(worst->value / best->value, best->value / worst->value);
        line += fmt::format("; the worst machine is at {} ({} times)", amount(worst->value),
                            fmt::format("{:.{}f}", factor, factor < 10 ? 1 : 0));
      }
      out_.push_back(line + ".");
    }
  }

  /// For every choice of the rest: the metric at each place of the axis.
  std::map<Others, std::map<std::size_t, double>> lines_along(std::size_t axis) const {
    std::map<Others, std::map<std::size_t, double>> lines;
    for (const Point& p : points_) {
      Others others{p.row->place.workload, p.row->place.at};
      others.second[axis] = 0;
      lines[others][p.row->place.at[axis]] = p.value;
    }
    return lines;
  }

  /// Geometric mean of most over least along the axis; empty where no two points can be compared.
  std::optional<double> effect(std::size_t axis) const {
    double logarithms = 0;
    std::size_t lines = 0;
    for (const auto& [others, line] : lines_along(axis)) {
      const auto [least, most] = std::minmax_element(
          line.begin(), line.end(), [](auto& a, auto& b) { return a.second < b.second; });
      if (line.size() < 2 || !(least->second > 0)) continue;
      logarithms += std::log(most->second / least->second);
      ++lines;
    }
    if (lines == 0) return std::nullopt;
    return std::exp(logarithms / static_cast<double>(lines));
  }

  void axes_by_effect() {
    std::vector<std::pair<double, std::string>> ranked;
    for (std::size_t a = 0; a < description().axes.size(); ++a) {
      if (const auto factor = effect(a)) ranked.emplace_back(*factor, description().axes[a].name);
    }
    if (ranked.size() < 2) return;
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string line = fmt::format(
        "{} moves {} most: {:.2f} times between its worst and best value, "
        "all else held (geometric mean)",
        ranked[0].second, metric_.name, ranked[0].first);
    for (std::size_t i = 1; i < ranked.size(); ++i) {
      line += fmt::format("{} {} {:.2f} times", i == 1 ? "; then" : ",", ranked[i].second,
                          ranked[i].first);
    }
    out_.push_back(line + ".");
  }

  void knees() {
    for (std::size_t a = 0; a < description().axes.size(); ++a) {
      const AxisScale scale = scale_of(description().axes[a]);
      if (scale.numeric() && scale.numbers.size() >= 3) knee(a, scale);
    }
  }

  /// Mean over the complete lines along the axis, by number.
  std::map<double, double> mean_line(std::size_t axis, const AxisScale& scale) const {
    std::map<double, double> mean;
    for (const auto& [others, line] : lines_along(axis)) {
      if (line.size() != scale.numbers.size()) continue;
      for (const auto& [place, value] : line) mean[scale.numbers[place]] += value;
    }
    return mean;
  }

  void knee(std::size_t axis, const AxisScale& scale) {
    const auto mean = mean_line(axis, scale);
    if (mean.empty()) return;
    const double first = mean.begin()->second;
    double best = first;
    for (const auto& [number, value] : mean) best = better(value, best) ? value : best;
    const double gain = std::abs(first - best);
    if (!(gain > least_gain * std::abs(first))) return;
    const auto knee = std::find_if(mean.begin(), mean.end(), [&](const auto& at) {
      return std::abs(first - at.second) >= knee_share * gain && !better(first, at.second);
    });
    const SweepAxis& a = description().axes[axis];
    const std::string most = label(a, scale, mean.rbegin()->first);
    if (knee->first == mean.rbegin()->first) {
      out_.push_back(
          fmt::format("{} has no knee up to {}: {} still gains there (mean over all else).", a.name,
                      most, metric_.name));
      return;
    }
    out_.push_back(fmt::format(
        "Knee of {}: {} reach {:.0f} % of what {} gains between {} and {} (mean over all else).",
        a.name, with_unit(a, scale, knee->first), knee_share * 100, metric_.name,
        label(a, scale, mean.begin()->first), most));
  }

  static std::string label(const SweepAxis& axis, const AxisScale& scale, double number) {
    const auto at = std::find(scale.numbers.begin(), scale.numbers.end(), number);
    return axis.values[static_cast<std::size_t>(at - scale.numbers.begin())].front();
  }

  static std::string with_unit(const SweepAxis& axis, const AxisScale& scale, double number) {
    const std::string text = label(axis, scale, number);
    const bool says_unit = axis.unit.empty() || axis.unit == "bytes";
    return says_unit ? text : fmt::format("{} {}", text, axis.unit);
  }

  struct Machine {
    double sum = 0;
    std::size_t workloads = 0;
    std::uint64_t bits = 0;
    const SweepRow* row = nullptr;
  };

  /// Machines that every workload has run on, with the mean over the workloads.
  std::vector<Machine> machines() const {
    std::map<Place, Machine> all;
    for (const Point& p : points_) {
      Machine& m = all[p.row->place.at];
      m.sum += p.value;
      ++m.workloads;
      m.bits = p.row->place.costs.tlb_bits;
      m.row = p.row;
    }
    std::vector<Machine> out;
    for (const auto& [place, machine] : all) {
      if (machine.workloads == description().workloads.size()) out.push_back(machine);
    }
    return out;
  }

  void front() {
    std::vector<Machine> all = machines();
    std::set<std::uint64_t> costs;
    for (const Machine& m : all) costs.insert(m.bits);
    if (costs.size() < 2) return;
    std::stable_sort(all.begin(), all.end(), [&](const Machine& a, const Machine& b) {
      return a.bits != b.bits ? a.bits < b.bits : better(a.sum, b.sum);
    });
    std::vector<const Machine*> front;
    for (const Machine& m : all) {
      if (front.empty() || better(m.sum, front.back()->sum)) front.push_back(&m);
    }
    const Machine& best = *front.back();
    const auto thrifty = std::find_if(front.begin(), front.end(), [&](const Machine* m) {
      return std::abs(m->sum - best.sum) <= near_best * std::abs(best.sum);
    });
    std::string line = fmt::format(
        "{} of {} machines are on the Pareto front of mean {} against TLB "
        "bits",
        front.size(), all.size(), metric_.name);
    if (*thrifty != &best) {
      line += fmt::format("; {} bits ({}) come within {:.0f} % of the best, which takes {} bits",
                          grouped((*thrifty)->bits),
                          place_text(description(), (*thrifty)->row->place.at), near_best * 100,
                          grouped(best.bits));
    }
    out_.push_back(line + ".");
  }

  const SweepResults& results_;
  const SweepMetric& metric_;
  std::vector<Point> points_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> findings(const SweepResults& results) {
  if (results.description().metrics.empty()) return {};
  return Findings(results).list();
}

}  // namespace vapa
