#pragma once

#include <csignal>

namespace vapa {

/// While it lives, the first Ctrl-C (SIGINT) is noted instead of ending the process; a second one
/// ends it. One at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  bool interrupted() const noexcept;

 private:
  struct sigaction before_ {};
};

}  // namespace vapa
