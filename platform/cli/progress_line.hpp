#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "terminal/status_line.hpp"

namespace vapa {

/// "12.0 M of 15.1 M accesses, 8.10 M/s, 0:01 left"; without a total, what is done and the rate.
std::string progress_text(std::uint64_t done, std::uint64_t total, double seconds);

/// Shows how far a run through accesses has come, five times a second at most.
class ProgressLine {
 public:
  /// total: accesses to come; 0: unknown.
  explicit ProgressLine(std::uint64_t total) : total_(total) {}

  void show(std::uint64_t done);
  /// Takes the line off the terminal.
  void clear() { line_.clear(); }

 private:
  using Clock = std::chrono::steady_clock;

  StatusLine line_;
  std::uint64_t total_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_ = start_;
};

}  // namespace vapa
