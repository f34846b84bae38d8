#pragma once
// Child processes that run side by side: started, watched and, when it must be, killed. They die
// with this process, also when it is killed itself (prctl(2), PR_SET_PDEATHSIG).

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace vapa {

/// How a child ended.
struct ChildEnd {
  std::size_t id = 0;  ///< as given to start()
  bool timed_out = false;
  int signal = 0;      ///< that ended it; 0: it exited
  int status = 0;      ///< its exit status
  std::string output;  ///< the last 4 KiB of what it wrote to stdout and stderr

  bool succeeded() const noexcept { return !timed_out && signal == 0 && status == 0; }
};

/// Use from one thread only, one pool at a time: it catches SIGCHLD, and SIGINT, SIGTERM and
/// SIGHUP, which interrupt wait(). Handlers and mask are restored at the end.
class ChildPool {
 public:
  using Clock = std::chrono::steady_clock;

  ChildPool();
  /// Kills what still runs.
  ~ChildPool();
  ChildPool(const ChildPool&) = delete;
  ChildPool& operator=(const ChildPool&) = delete;

  /// Starts `arguments[0]` with its stdin empty. Throws std::system_error when no process can be
  /// made; a program that cannot be executed ends with status 127 and the reason as output.
  void start(std::size_t id, const std::vector<std::string>& arguments,
             std::optional<std::chrono::milliseconds> timeout);

  std::size_t running() const noexcept { return children_.size(); }

  /// Waits until a child ends, at most `patience`; the children that ended, in order of start.
  std::vector<ChildEnd> wait(std::chrono::milliseconds patience);

  /// The signal that asked this process to stop, or 0.
  static int interrupted() noexcept;

 private:
  struct Child {
    std::size_t id;
    pid_t pid;
    int output;  ///< read end of its pipe; -1 once closed
    std::optional<Clock::time_point> deadline;
    ChildEnd end;
  };

  void sleep(std::chrono::milliseconds patience);
  void drain(Child&) const;
  static bool reap(Child&);
  void kill_late();

  std::vector<Child> children_;
  sigset_t outside_mask_{};
  struct sigaction outside_[4]{};
};

}  // namespace vapa
