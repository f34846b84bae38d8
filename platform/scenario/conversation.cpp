#include "platform/scenario/conversation.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>

#include "core/error.hpp"

namespace vapa::scenario {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds patience{20};

[[noreturn]] void fail_late() {
  throw InputError(fmt::format("Linux has not done an action after {} s", patience.count()));
}

[[noreturn]] void fail_gone() {
  throw InputError(
      "an actor's process ended before it had answered: Linux killed it, its own memory was "
      "unmapped "
      "by a call, or what it ran was not `ret`");
}

/// Waits until one of them is readable.
template <std::size_t count>
void await(std::array<pollfd, count>& ready) {
  const auto until = Clock::now() + patience;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() < 0) fail_late();
    if (::poll(ready.data(), count, static_cast<int>(left.count())) > 0) return;
  }
}

/// "PID (name) S ..."; the name may hold anything.
bool thread_lives(const std::string& stat) {
  std::ifstream file(stat);
  std::string line;
  if (!std::getline(file, line)) return false;
  const std::size_t name_end = line.rfind(") ");
  if (name_end == std::string::npos) return false;
  const char state = line[name_end + 2];
  return state != 'Z' && state != 'X';
}

}  // namespace

Descriptor open_process(pid_t process) {
  Descriptor opened(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  if (opened.get() >= 0) return opened;
  throw InputError(fmt::format("pidfd_open: {}", std::strerror(errno)));
}

void send_command(int socket, const protocol::Command& command) {
  if (::send(socket, &command, sizeof command, MSG_NOSIGNAL) != sizeof command) fail_gone();
}

void receive_reply(int socket, int process, protocol::Reply& reply) {
  std::array<pollfd, 2> ready{{{socket, POLLIN, 0}, {process, POLLIN, 0}}};
  await(ready);
  const ssize_t got = ::recv(socket, &reply, sizeof reply, MSG_DONTWAIT);
  if (got < static_cast<ssize_t>(offsetof(protocol::Reply, run))) fail_gone();
}

void await_end(int process) {
  std::array<pollfd, 1> ready{{{process, POLLIN, 0}}};
  await(ready);
}

void await_end_of_thread(pid_t process, pid_t thread) {
  const std::string stat = fmt::format("/proc/{}/task/{}/stat", process, thread);
  const auto until = Clock::now() + patience;
  while (thread_lives(stat)) {
    if (Clock::now() > until) fail_late();
    std::this_thread::sleep_for(std::chrono::microseconds(20));
  }
}

}  // namespace vapa::scenario
