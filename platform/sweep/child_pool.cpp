#include "platform/sweep/child_pool.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace vapa {

namespace {

constexpr std::size_t output_kept = 4096;
constexpr std::array<int, 4> watched{SIGCHLD, SIGINT, SIGTERM, SIGHUP};
volatile std::sig_atomic_t stop_signal = 0;

extern "C" void note_signal(int number) {
  if (number != SIGCHLD) stop_signal = number;
}

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// What happens between fork and exec. Only async-signal-safe calls.
[[noreturn]] void become(char* const* arguments, int output, pid_t parent, const sigset_t& mask) {
  ::setpgid(0, 0);  // a Ctrl-C at the terminal reaches the parent alone, which then decides
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);
  const int nothing = ::open("/dev/null", O_RDONLY);
  if (nothing >= 0) ::dup2(nothing, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::sigprocmask(SIG_SETMASK, &mask, nullptr);
  ::execv(arguments[0], arguments);
  const char* reason = ::strerrordesc_np(errno);
  for (const char* part :
       {"cannot execute ", static_cast<const char*>(arguments[0]), ": ", reason}) {
    [[maybe_unused]] const ssize_t n = ::write(STDERR_FILENO, part, std::strlen(part));
  }
  ::_exit(127);
}

}  // namespace

ChildPool::ChildPool() {
  stop_signal = 0;
  sigset_t mask;
  sigemptyset(&mask);
  struct sigaction action {};
  action.sa_handler = note_signal;
  for (std::size_t i = 0; i < watched.size(); ++i) {
    sigaddset(&mask, watched[i]);
    ::sigaction(watched[i], &action, &outside_[i]);
    // nohup and shells that start jobs in the background ask for signals to be ignored.
    const bool ignored = watched[i] != SIGCHLD && outside_[i].sa_handler == SIG_IGN;
    if (ignored) ::sigaction(watched[i], &outside_[i], nullptr);
  }
  ::sigprocmask(SIG_BLOCK, &mask, &outside_mask_);
}

ChildPool::~ChildPool() {
  for (const Child& child : children_) {
    ::kill(-child.pid, SIGKILL);
    ::kill(child.pid, SIGKILL);  // in case it has not made its group yet
    while (::waitpid(child.pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    if (child.output >= 0) ::close(child.output);
  }
  for (std::size_t i = 0; i < watched.size(); ++i) ::sigaction(watched[i], &outside_[i], nullptr);
  ::sigprocmask(SIG_SETMASK, &outside_mask_, nullptr);
}

int ChildPool::interrupted() noexcept { return stop_signal; }

void ChildPool::start(std::size_t id, const std::vector<std::string>& arguments,
                      std::optional<std::chrono::milliseconds> timeout) {
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments)
    pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw_errno("pipe");
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) become(pointers.data(), ends[1], parent, outside_mask_);
  const int error = errno;
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    throw std::system_error(error, std::generic_category(), "fork");
  }
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  Child child{id, pid, ends[0], std::nullopt, {}};
  if (timeout) child.deadline = Clock::now() + *timeout;
  child.end.id = id;
  children_.push_back(std::move(child));
}

void ChildPool::drain(Child& child) const {
  std::array<char, 4096> buffer;
  while (child.output >= 0) {
    const ssize_t n = ::read(child.output, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
      ::close(child.output);
      child.output = -1;
      return;
    }
    std::string& kept = child.end.output;
    kept.append(buffer.data(), static_cast<std::size_t>(n));
    if (kept.size() > output_kept) kept.erase(0, kept.size() - output_kept);
  }
}

bool ChildPool::reap(Child& child) {
  int state = 0;
  if (::waitpid(child.pid, &state, WNOHANG) != child.pid) return false;
  child.end.signal = WIFSIGNALED(state) ? WTERMSIG(state) : 0;
  child.end.status = WIFEXITED(state) ? WEXITSTATUS(state) : 0;
  if (child.end.signal == 0) child.end.timed_out = false;  // it ended just before it was killed
  return true;
}

void ChildPool::kill_late() {
  const auto now = Clock::now();
  for (Child& child : children_) {
    if (!child.deadline || *child.deadline > now) continue;
    child.end.timed_out = true;
    child.deadline.reset();
    ::kill(-child.pid, SIGKILL);
    ::kill(child.pid, SIGKILL);
  }
}

/// Returns when a child ended or wrote, a deadline passed, a signal came, or patience is over.
void ChildPool::sleep(std::chrono::milliseconds patience) {
  std::vector<pollfd> files;
  auto until = Clock::now() + patience;
  for (const Child& child : children_) {
    if (child.output >= 0) files.push_back({child.output, POLLIN, 0});
    if (child.deadline) until = std::min(until, *child.deadline);
  }
  const auto left = std::max(until - Clock::now(), Clock::duration::zero());
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(left).count();
  const timespec timeout{ns / 1'000'000'000, ns % 1'000'000'000};
  // Watched signals are delivered here and nowhere else: none can be lost before the wait begins.
  ::ppoll(files.data(), files.size(), &timeout, &outside_mask_);
}

std::vector<ChildEnd> ChildPool::wait(std::chrono::milliseconds patience) {
  const auto until = Clock::now() + patience;
  std::vector<ChildEnd> ended;
  for (;;) {
    kill_late();
    std::erase_if(children_, [&](Child& child) {
      drain(child);
      if (!reap(child)) return false;
      drain(child);
      if (child.output >= 0) ::close(child.output);  // held open by a process of its own
      ended.push_back(std::move(child.end));
      return true;
    });
    const auto now = Clock::now();
    if (!ended.empty() || interrupted() != 0 || now >= until || children_.empty()) return ended;
    sleep(std::chrono::duration_cast<std::chrono::milliseconds>(until - now) +
          std::chrono::milliseconds(1));
  }
}

}  // namespace vapa
