#pragma once

#include <array>
#include <csignal>

namespace vapa {

/// While it lives, the first of SIGINT (Ctrl-C), SIGTERM and SIGHUP is noted instead of ending the
/// process; a second one of the same kind ends it. One that was ignored stays so. One guard at a
/// time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  bool interrupted() const noexcept;

 private:
  static constexpr std::array<int, 3> signals{SIGINT, SIGTERM, SIGHUP};

  std::array<struct sigaction, signals.size()> before_{};
};

}  // namespace vapa
