#pragma once
// What happened in each cycle, as text: inputs, and the outputs of the device beside the twin's.

#include <deque>
#include <string>

#include "cosim/bench.hpp"

namespace vapa::cosim {

/// Keeps the last cycles in which something was driven or answered.
class EventLog {
 public:
  explicit EventLog(std::size_t cycles) : most_(cycles) {}

  void note(const CycleView&);
  /// A line for each; where twin and device differ the line begins with '!' and shows both.
  std::string text() const;

 private:
  std::size_t most_;
  std::deque<std::string> lines_;
};

}  // namespace vapa::cosim
