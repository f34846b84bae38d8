#pragma once
// What happened in each cycle, as text: inputs, and the outputs of the device beside the twin's.

#include <deque>
#include <string>

#include "cosim/bench.hpp"

namespace vapa::cosim {

/// Keeps the last cycles in which something was driven or answered. Without a twin, cycles that
/// follow each other and look alike are one.
class EventLog {
 public:
  explicit EventLog(std::size_t cycles) : most_(cycles) {}

  void note(const CycleView&);
  /// A line for each; where twin and device differ the line begins with '!' and shows both.
  std::string text() const;

 private:
  struct Line {
    Cycle first = 0;
    Cycle last = 0;
    bool differs = false;
    std::string text;
  };

  std::size_t most_;
  std::deque<Line> lines_;
};

}  // namespace vapa::cosim
