#pragma once
// Runs the built executable as a user would.

#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace vapa {

struct Ending {
  int status = 0;  ///< exit status; 124: did not end within a minute
  std::string out;
  std::string err;
};

/// A folder of its own for a test, empty at the start and gone at the end.
class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "vapa-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(folder_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder_ / name, std::ios::binary).rdbuf();
    return text.str();
  }

 private:
  std::filesystem::path folder_;
};

inline std::string shell_quoted(const std::string& word) {
  std::string quoted;
  for (const char c : word) quoted.append(c == '\'' ? "'\\''" : std::string(1, c));
  return fmt::format("'{}'", quoted);
}

/// `vapa ARGUMENTS…` in the scratch folder.
inline Ending run_vapa(const Scratch& scratch, const std::vector<std::string>& arguments) {
  std::string command =
      fmt::format("cd {} && timeout 60 {}", shell_quoted(scratch.path("")), VAPA_EXECUTABLE);
  for (const std::string& argument : arguments)
    command += fmt::format(" {}", shell_quoted(argument));
  command += " >stdout 2>stderr </dev/null";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), scratch.read("stdout"),
          scratch.read("stderr")};
}

}  // namespace vapa
