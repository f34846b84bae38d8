#include "platform/waves/handover.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/error.hpp"

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

/// What posix_spawn is to do before the program begins.
class Files {
 public:
  explicit Files(bool silent) {
    ::posix_spawn_file_actions_init(&actions_);
    if (silent) {
      ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    }
  }
  ~Files() { ::posix_spawn_file_actions_destroy(&actions_); }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

int status_of(pid_t child) {
  int state = 0;
  while (::waitpid(child, &state, 0) < 0 && errno == EINTR) {
  }
  constexpr int signal_base = 128;
  return WIFEXITED(state) ? WEXITSTATUS(state) : signal_base + WTERMSIG(state);
}

}  // namespace

int run_vapa_waves(const std::vector<std::string>& arguments, bool silent) {
  const std::string name = program();
  std::vector<char*> pointers{const_cast<char*>(name.c_str())};
  for (const std::string& a : arguments) pointers.push_back(const_cast<char*>(a.c_str()));
  pointers.push_back(nullptr);
  const Files files(silent);
  pid_t child = 0;
  const int error =
      ::posix_spawn(&child, name.c_str(), files.get(), nullptr, pointers.data(), ::environ);
  if (error != 0) {
    throw InputError(
        fmt::format("--wave: {} cannot be started: {}; it is built and installed "
                    "with vapa, and stays beside it",
                    name, std::strerror(error)));
  }
  return status_of(child);
}

int hand_over_to_vapa_waves() { return run_vapa_waves(own_arguments(), false); }

}  // namespace vapa
