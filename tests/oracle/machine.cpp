#include "oracle/machine.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace vapa::oracle {
namespace {

namespace fs = std::filesystem;

std::string make_directory() {
  std::string name = (fs::temp_directory_path() / "vapa-oracle-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a directory");
  return name;
}

std::vector<std::string> arguments(const MachineKind& kind, const std::string& directory) {
  std::vector<std::string> words{
      kind.program,
      "-M",
      kind.board + ",memory-backend=ram",
      "-accel",
      "tcg",
      "-cpu",
      kind.cpu,
      "-m",
      fmt::format("{}M", kind.memory_bytes >> 20U),
      "-object",
      fmt::format("memory-backend-file,id=ram,share=on,mem-path={}/ram,size={}", directory,
                  kind.memory_bytes),
      "-nodefaults",
      "-display",
      "none",
      "-no-reboot",
      "-S",
      "-gdb",
      fmt::format("unix:{}/gdb,server=on,wait=off", directory),
      "-qmp",
      fmt::format("unix:{}/qmp,server=on,wait=off", directory)};
  words.insert(words.end(), kind.more.begin(), kind.more.end());
  return words;
}

pid_t spawn(const std::vector<std::string>& words) {
  std::vector<char*> argv;
  for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child != 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  execvp(argv[0], argv.data());
  _exit(127);
}

}  // namespace

MachineKind x86_machine() {
  return {"qemu-system-x86_64", "pc", "max", PhysAddr{0}, std::uint64_t{3} << 30U, {}};
}

MachineKind riscv_machine(const std::string& cpu) {
  return {"qemu-system-" + std::string(cpu == "rv32" ? "riscv32" : "riscv64"),
          "virt",
          cpu + ",pmp=off",
          PhysAddr{0x8000'0000},
          std::uint64_t{cpu == "rv32" ? 1U : 2U} << 30U,
          {"-bios", "none"}};
}

bool is_installed(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((folder + "/" + program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

Machine::Machine(const MachineKind& kind) : directory_(make_directory()) {
  try {
    memory_ =
        std::make_unique<GuestMemory>(directory_ + "/ram", kind.memory_base, kind.memory_bytes);
    child_ = spawn(arguments(kind, directory_));
    gdb_ = std::make_unique<GdbClient>(directory_ + "/gdb");
    monitor_ = std::make_unique<MonitorClient>(directory_ + "/qmp");
  } catch (...) {
    stop();
    throw;
  }
  // All is open: without its names nothing is left behind however this process ends.
  fs::remove_all(directory_);
}

Machine::~Machine() { stop(); }

void Machine::stop() noexcept {
  if (child_ > 0) {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

}  // namespace vapa::oracle
