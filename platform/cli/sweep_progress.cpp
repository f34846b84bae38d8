#include "platform/cli/sweep_progress.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace vapa {
namespace {

constexpr std::size_t bar_width = 24;

std::size_t behind(const SweepStatus& s) { return s.earlier + s.finished; }

/// From the points run so far; nothing before the first one has ended.
std::string time_left(const SweepStatus& s) {
  const std::size_t left = s.points - behind(s);
  if (s.finished == 0 || left == 0) return "";
  const double each = s.elapsed.count() / static_cast<double>(s.finished);
  return fmt::format(", {} left", clock_text(each * static_cast<double>(left)));
}

}  // namespace

std::string sweep_progress_text(const SweepStatus& s) {
  const std::size_t filled = s.points == 0 ? bar_width : behind(s) * bar_width / s.points;
  std::string text = fmt::format("[{:#<{}}{:-<{}}] {} of {} points", "", filled, "",
                                 bar_width - filled, behind(s), s.points);
  if (s.running != 0) text += fmt::format(", {} running", s.running);
  if (s.failed != 0) text += fmt::format(", {} failed", s.failed);
  return text + time_left(s);
}

void SweepProgressLine::show(const SweepStatus& s) {
  if (line_.on_terminal()) {
    line_.show(sweep_progress_text(s));
    return;
  }
  const std::size_t tenths = s.points == 0 ? 10 : behind(s) * 10 / s.points;
  if (tenths == tenths_ || s.finished == 0) return;
  tenths_ = tenths;
  std::fputs((sweep_progress_text(s) + '\n').c_str(), stderr);
}

}  // namespace vapa
