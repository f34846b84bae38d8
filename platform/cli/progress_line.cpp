#include "platform/cli/progress_line.hpp"

#include <fmt/format.h>

#include "platform/results/style.hpp"

namespace vapa {

std::string progress_text(std::uint64_t done, std::uint64_t total, double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const auto done_text = short_count(static_cast<double>(done));
  if (total == 0 || rate == 0) {
    return fmt::format("{} accesses, {}/s", done_text, short_count(rate));
  }
  const std::uint64_t left = total > done ? total - done : 0;
  return fmt::format("{} of {} accesses, {}/s, {} left", done_text,
                     short_count(static_cast<double>(total)), short_count(rate),
                     clock_text(static_cast<double>(left) / rate));
}

void ProgressLine::show(std::uint64_t done) {
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(200);
  line_.show(progress_text(done, total_, std::chrono::duration<double>(now - start_).count()));
}

}  // namespace vapa
