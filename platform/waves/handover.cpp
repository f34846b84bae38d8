#include "platform/waves/handover.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "core/error.hpp"
#include "core/files/descriptor.hpp"

namespace vapa {
namespace {

std::string program() {
  const auto own = std::filesystem::read_symlink("/proc/self/exe");
  return (own.parent_path() / "vapa-waves").string();
}

std::vector<std::string> own_arguments() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> arguments;
  for (std::string word; std::getline(file, word, '\0');) arguments.push_back(word);
  if (!arguments.empty()) arguments.erase(arguments.begin());
  return arguments;
}

/// As execv() takes them, while both arguments live.
std::vector<char*> pointers_to(const std::string& name, const std::vector<std::string>& arguments) {
  std::vector<char*> pointers{const_cast<char*>(name.c_str())};
  for (const std::string& a : arguments) pointers.push_back(const_cast<char*>(a.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void fail(const std::string& name, int error) {
  throw InputError(
      fmt::format("--wave: {} cannot be started: {}; it is built and installed "
                  "with vapa, and stays beside it",
                  name, std::strerror(error)));
}

/// What posix_spawn is to do before the program begins: its output goes into a pipe.
class Files {
 public:
  explicit Files(int out) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, out, STDOUT_FILENO);
  }
  ~Files() { ::posix_spawn_file_actions_destroy(&actions_); }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// All that comes out of the pipe of a child, which is asked to end once `interrupted`.
std::string read_all(int pipe, pid_t child, const std::function<bool()>& interrupted) {
  constexpr int patience = 100;  // ms between looks
  std::string text;
  std::array<char, 65536> part{};
  for (bool asked = false;;) {
    if (!asked && interrupted()) {
      ::kill(child, SIGTERM);
      asked = true;
    }
    pollfd ready{pipe, POLLIN, 0};
    if (::poll(&ready, 1, patience) <= 0) continue;
    const ssize_t n = ::read(pipe, part.data(), part.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return text;
    text.append(part.data(), static_cast<std::size_t>(n));
  }
}

int status_of(pid_t child) {
  int state = 0;
  while (::waitpid(child, &state, 0) < 0 && errno == EINTR) {
  }
  constexpr int signal_base = 128;
  return WIFEXITED(state) ? WEXITSTATUS(state) : signal_base + WTERMSIG(state);
}

}  // namespace

ProgramEnding run_vapa_waves(const std::vector<std::string>& arguments,
                             const std::function<bool()>& interrupted) {
  const std::string name = program();
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail(name, errno);
  const Descriptor in(ends[0]);
  pid_t child = 0;
  {
    const Descriptor out(ends[1]);
    const Files files(out.get());
    const int error = ::posix_spawn(&child, name.c_str(), files.get(), nullptr,
                                    pointers_to(name, arguments).data(), ::environ);
    if (error != 0) fail(name, error);
  }
  ProgramEnding ending;
  ending.out = read_all(in.get(), child, interrupted);
  ending.status = status_of(child);
  return ending;
}

void become_vapa_waves() {
  const std::string name = program();
  const std::vector<std::string> arguments = own_arguments();
  std::cout.flush();
  std::fflush(nullptr);
  ::execv(name.c_str(), pointers_to(name, arguments).data());
  fail(name, errno);
}

}  // namespace vapa
