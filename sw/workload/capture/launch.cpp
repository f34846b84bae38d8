#include "sw/workload/capture/launch.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "core/error.hpp"
#include "sw/workload/capture/elf.hpp"

namespace vapa::recorder {
namespace {

bool runnable(const std::string& path) { return access(path.c_str(), X_OK) == 0; }

std::string find_valgrind() {
  const std::string found = find_program("valgrind", "install it with: apt-get install valgrind");
  // Debian's wrapper makes the program look for libraries where it would not look without it.
  const std::string behind_wrapper = found + ".bin";
  return runnable(behind_wrapper) ? behind_wrapper : found;
}

[[noreturn]] void become(const std::vector<std::string>& arguments) {
  std::vector<char*> raw;
  raw.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) raw.push_back(const_cast<char*>(argument.c_str()));
  raw.push_back(nullptr);
  constexpr unsigned first_inherited = 3;
  close_range(first_inherited, ~0U, 0);
  execv(raw.front(), raw.data());
  _exit(127);
}

}  // namespace

std::string find_program(const std::string& name, const std::string& mend) {
  if (name.find('/') != std::string::npos) {
    if (runnable(name)) return name;
    throw InputError(name + ": no such program; " + mend);
  }
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::string candidate = (folder.empty() ? "." : folder) + "/" + name;
    if (runnable(candidate)) return candidate;
  }
  throw InputError(name + ": no such program; " + mend);
}

pid_t launch(const std::vector<std::string>& command, const std::string& folder) {
  std::vector<std::string> arguments{find_valgrind(),
                                     "--tool=lackey",
                                     "--trace-mem=yes",
                                     "--basic-counts=no",
                                     "--trace-syscalls=yes",
                                     "--trace-children=yes",
                                     "--vgdb=no",
                                     "--log-file=" + folder + "/%p.%n"};
  arguments.insert(arguments.end(), command.begin(), command.end());
  const pid_t child = fork();
  if (child < 0) throw InputError(command.front() + ": cannot start: " + std::strerror(errno));
  if (child == 0) become(arguments);
  return child;
}

}  // namespace vapa::recorder
