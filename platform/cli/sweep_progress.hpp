#pragma once

#include <string>

#include "platform/sweep/sweep.hpp"
#include "terminal/status_line.hpp"

namespace vapa {

/// "[#####---------------] 16 of 64 points, 2 running, 1 failed, 0:41 left".
std::string sweep_progress_text(const SweepStatus&);

/// Shows a sweep's course on stderr: on a terminal one line that is written over and over,
/// elsewhere a line at every tenth of the way.
class SweepProgressLine {
 public:
  void show(const SweepStatus&);

 private:
  StatusLine line_;
  std::size_t tenths_ = 0;
};

}  // namespace vapa
