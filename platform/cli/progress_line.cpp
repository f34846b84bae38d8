#include "platform/cli/progress_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "platform/results/style.hpp"

namespace vapa {

std::string progress_text(std::uint64_t done, std::uint64_t total, double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const auto done_text = short_count(static_cast<double>(done));
  if (total == 0 || rate == 0) {
    return fmt::format("{} accesses, {}/s", done_text, short_count(rate));
  }
  const std::uint64_t left = total > done ? total - done : 0;
  const auto seconds_left = static_cast<std::uint64_t>(static_cast<double>(left) / rate);
  return fmt::format("{} of {} accesses, {}/s, {}:{:02} left", done_text,
                     short_count(static_cast<double>(total)), short_count(rate), seconds_left / 60,
                     seconds_left % 60);
}

ProgressLine::ProgressLine(std::uint64_t total)
    : total_(total), terminal_(::isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::clear() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
  shown_ = false;
}

void ProgressLine::show(std::uint64_t done) {
  const auto now = Clock::now();
  if (!terminal_ || now < next_) return;
  next_ = now + std::chrono::milliseconds(200);
  shown_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  fmt::print(stderr, "\r\x1b[K{}", progress_text(done, total_, seconds));
  std::fflush(stderr);
}

}  // namespace vapa
