#include "platform/cli/scenario_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sw/scenario/print.hpp"

namespace vapa {
namespace {

constexpr int red = 31, green = 32;
constexpr std::size_t widest_step = 44;
constexpr std::size_t column = 34;

using Lines = std::vector<std::string>;

/// Facts one after the other in lines of the column, a longer one alone.
Lines wrapped(const scenario::Facts& facts) {
  Lines lines(1);
  for (std::size_t n = 0; n < facts.size(); ++n) {
    const std::string fact = facts[n] + (n + 1 < facts.size() ? ", " : "");
    if (!lines.back().empty() && lines.back().size() + facts[n].size() > column) {
      lines.emplace_back();
    }
    lines.back() += fact;
  }
  return lines;
}

std::string without_end_blanks(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

class Details {
 public:
  Details(const ScenarioRun& run, const Style& style) : run_(run), style_(style) {
    for (const ScenarioSide& side : run.sides) {
      if (side.left_out.empty()) shown_.push_back(&side);
    }
    for (const scenario::Step& step : run.scenario.steps) {
      const std::size_t length = print(step, run.scenario).size();
      if (length <= widest_step) step_width_ = std::max(step_width_, length);
    }
  }

  std::string text() {
    out_ = style_.bold(run_.file) + '\n';
    describe();
    header();
    for (std::size_t n = 0; n < run_.scenario.steps.size(); ++n) step(n);
    for (const ScenarioSide& side : run_.sides) ending(side);
    return std::move(out_);
  }

 private:
  void describe() {
    if (run_.scenario.description.empty()) return;
    out_ += "  ";
    for (const char c : run_.scenario.description) out_ += c == '\n' ? "\n  " : std::string(1, c);
    out_ += "\n\n";
  }

  void header() {
    Lines names;
    for (const ScenarioSide* side : shown_) names.push_back(side->world);
    row("  ", "", names);
  }

  /// A step and one text for each side.
  void row(std::string_view mark, const std::string& step, const Lines& sides) {
    std::string line = fmt::format("{:{}}", step, step_width_);
    for (const std::string& side : sides) line += fmt::format("  {:{}}", side, column);
    out_ += std::string(mark) + without_end_blanks(line) + '\n';
  }

  void step(std::size_t n) {
    std::vector<Lines> columns;
    std::size_t height = 1;
    for (const ScenarioSide* side : shown_) {
      columns.push_back(n < side->steps.size() ? wrapped(side->steps[n].facts) : Lines{""});
      height = std::max(height, columns.back().size());
    }
    std::string name = print(run_.scenario.steps[n], run_.scenario);
    const std::string mark = run_.difference(n).none() ? "  " : style_.coloured("! ", red);
    if (name.size() > step_width_) {
      out_ += mark + name + '\n';
      name.clear();
    }
    for (std::size_t line = 0; line < height; ++line) {
      Lines texts;
      for (const Lines& c : columns) texts.push_back(line < c.size() ? c[line] : "");
      row(line == 0 && !name.empty() ? mark : "  ", line == 0 ? name : "", texts);
    }
    for (const ScenarioSide& side : run_.sides) unmet(side, n);
  }

  void unmet(const ScenarioSide& side, std::size_t n) {
    if (n >= side.steps.size() || side.steps[n].failed.empty()) return;
    const std::uint32_t line = run_.scenario.steps[n].spot.line;
    out_ += style_.coloured(fmt::format("  ^ line {}: {} does not show: {}", line, side.world,
                                        fmt::join(side.steps[n].failed, ", ")),
                            red) +
            '\n';
  }

  void ending(const ScenarioSide& side) {
    if (!side.failure.empty()) {
      out_ += style_.coloured(fmt::format("  {} failed: {}", side.world, side.failure), red) + '\n';
    }
    if (!side.left_out.empty()) {
      out_ += fmt::format("  {} is left out: {}\n", side.world, side.left_out);
    }
  }

  const ScenarioRun& run_;
  const Style& style_;
  std::vector<const ScenarioSide*> shown_;  ///< not left out
  std::size_t step_width_ = 0;
  std::string out_;
};

std::string counted(std::size_t n, std::string_view what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

/// "1 difference, 2 unmet expectations"
std::string complaints(const ScenarioRun& run) {
  std::size_t differences = 0, unmet = 0;
  for (std::size_t n = 0; n < run.scenario.steps.size(); ++n) {
    differences += run.difference(n).none() ? 0U : 1U;
  }
  std::vector<std::string> all;
  for (const ScenarioSide& side : run.sides) {
    for (const scenario::Played& step : side.steps) unmet += step.failed.size();
    if (!side.failure.empty()) all.push_back(fmt::format("{} failed", side.world));
  }
  if (unmet != 0) all.insert(all.begin(), counted(unmet, "unmet expectation"));
  if (differences != 0) all.insert(all.begin(), counted(differences, "difference"));
  return fmt::format("{}", fmt::join(all, ", "));
}

/// " (reason)" when all runs leave the side out for the same one.
std::string why(std::span<const ScenarioRun> runs, std::size_t side) {
  const std::string& reason = runs.front().sides[side].left_out;
  const bool same = std::ranges::all_of(
      runs, [&](const ScenarioRun& run) { return run.sides[side].left_out == reason; });
  return same ? fmt::format(" ({})", reason) : "";
}

}  // namespace

std::string scenario_details(const ScenarioRun& run, const Style& style) {
  return Details(run, style).text();
}

std::string scenario_line(const ScenarioRun& run, const Style& style) {
  if (run.ok()) return fmt::format("{}      {}\n", style.coloured("ok", green), run.file);
  return fmt::format("{}  {}: {}\n", style.coloured("FAILED", red), run.file, complaints(run));
}

std::string scenario_summary(std::span<const ScenarioRun> runs, const Style& style) {
  const auto ok = static_cast<std::size_t>(std::ranges::count_if(runs, &ScenarioRun::ok));
  std::vector<std::string> worlds;
  std::string left_out;
  for (std::size_t side = 0; !runs.empty() && side < runs.front().sides.size(); ++side) {
    const std::string& world = runs.front().sides[side].world;
    const auto without = static_cast<std::size_t>(std::ranges::count_if(
        runs, [&](const ScenarioRun& run) { return !run.sides[side].left_out.empty(); }));
    if (without < runs.size()) worlds.push_back(world);
    if (without != 0)
      left_out += fmt::format("; {} left out of {}{}", world, without, why(runs, side));
  }
  const std::size_t failed = runs.size() - ok;
  const std::string text =
      fmt::format("{} on {}: {} ok, {} failed{}", counted(runs.size(), "scenario"),
                  worlds.empty() ? "no world" : fmt::format("{}", fmt::join(worlds, " and ")), ok,
                  failed, left_out);
  return (failed == 0 ? text : style.coloured(text, red)) + '\n';
}

}  // namespace vapa
