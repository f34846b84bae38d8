#include "sw/workload/capture.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <thread>

#include "core/error.hpp"
#include "sw/workload/capture/launch.hpp"
#include "sw/workload/capture/session.hpp"

namespace vapa {
namespace {

volatile std::sig_atomic_t stop_requested = 0;

/// SIGINT and SIGTERM set a mark while it lives.
class StopSignals {
 public:
  StopSignals() {
    stop_requested = 0;
    struct sigaction mark {};
    mark.sa_handler = [](int) { stop_requested = 1; };
    sigaction(SIGINT, &mark, &old_interrupt_);
    sigaction(SIGTERM, &mark, &old_terminate_);
  }
  ~StopSignals() {
    sigaction(SIGINT, &old_interrupt_, nullptr);
    sigaction(SIGTERM, &old_terminate_, nullptr);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  struct sigaction old_interrupt_ {};
  struct sigaction old_terminate_ {};
};

/// The traced program; killed, with all its children, when the capture ends before it.
class Child {
 public:
  Child(pid_t pid, const recorder::Session& session) : pid_(pid), session_(session) {}
  ~Child() {
    if (status_) return;
    for (const std::uint32_t pid : session_.running()) kill(static_cast<pid_t>(pid), SIGKILL);
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// True once the program has ended.
  bool ended() {
    int status = 0;
    if (!status_ && waitpid(pid_, &status, WNOHANG) == pid_) status_ = status;
    return status_.has_value();
  }
  int exit_status() const {
    constexpr int killed = 128;
    if (!status_) return killed + SIGINT;
    return WIFSIGNALED(*status_) ? killed + WTERMSIG(*status_) : WEXITSTATUS(*status_);
  }

 private:
  pid_t pid_;
  const recorder::Session& session_;
  std::optional<int> status_;
};

class Pulse {
 public:
  explicit Pulse(const std::function<void(std::uint64_t)>& progress) : progress_(progress) {}
  void tell(const recorder::Session& session) {
    const auto now = std::chrono::steady_clock::now();
    if (!progress_ || now - last_ < std::chrono::milliseconds(200)) return;
    last_ = now;
    progress_(session.sums().accesses);
  }

 private:
  const std::function<void(std::uint64_t)>& progress_;
  std::chrono::steady_clock::time_point last_;
};

void follow(recorder::LogFolder& folder, recorder::Session& session, Child& child, Pulse& pulse) {
  while (stop_requested == 0) {
    const bool ended = child.ended();  // before looking, so that nothing written last is missed
    for (recorder::LogFile& file : folder.take_new()) session.add(std::move(file));
    const bool any = session.read_on();
    pulse.tell(session);
    if (any) continue;
    if (ended && session.done()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

/// As the calls of the program will name it, should it open itself.
std::string absolute(const std::string& program) {
  std::error_code gone;  // the current folder
  const bool dotted = program.starts_with("./");
  const auto path = std::filesystem::absolute(dotted ? program.substr(2) : program, gone);
  return gone ? program : path.string();
}

}  // namespace

Captured capture(const std::vector<std::string>& command, const std::string& output,
                 const std::function<void(std::uint64_t)>& progress) {
  if (command.empty()) throw InputError("capture: no program given; write it behind \"--\"");
  const std::string program =
      recorder::find_program(command.front(), "give its path or a name that PATH leads to");
  recorder::initial_image(program);  // throws what is wrong with it before anything is begun
  native::Writer writer(output);
  recorder::LogFolder folder;
  const StopSignals signals;
  const pid_t pid = recorder::launch(command, folder.path());
  recorder::Session session(writer, static_cast<std::uint32_t>(pid), absolute(program));
  Captured result;
  {
    Child child(pid, session);
    Pulse pulse(progress);
    follow(folder, session, child, pulse);
    result.exit_status = child.exit_status();
  }
  result.interrupted = stop_requested != 0;
  if (writer.totals().streams.empty()) {
    throw InputError(program + ": valgrind could not run it; its message stands above");
  }
  writer.finish();
  result.processes = writer.totals().streams.size();
  for (const auto& stream : writer.totals().streams) {
    result.accesses += stream.accesses;
    result.calls += stream.calls;
  }
  const recorder::Session::Sums sums = session.sums();
  result.unread_lines = sums.unread_lines;
  result.left_out = sums.left_out;
  result.inferred = sums.inferred;
  result.bytes = std::filesystem::file_size(output);
  return result;
}

}  // namespace vapa
