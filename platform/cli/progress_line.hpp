#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace vapa {

/// "12.0 M of 15.1 M accesses, 8.10 M/s, 0:01 left"; without a total, what is done and the rate.
std::string progress_text(std::uint64_t done, std::uint64_t total, double seconds);

/// One line on stderr that is written over and over; silent when stderr is no terminal.
class ProgressLine {
 public:
  /// total: accesses to come; 0: unknown.
  explicit ProgressLine(std::uint64_t total);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(std::uint64_t done);
  /// Takes the line off the terminal.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  std::uint64_t total_;
  bool terminal_;
  bool shown_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_ = start_;
};

}  // namespace vapa
