// Stands in for `vapa run` in the tests of the sweep: same command line, results of closed forms.
// FAKE_VAPA_LOG names a file that gets one line per start, FAKE_VAPA_BUILD is its build id. The
// workload tells how it behaves: "crash:…" dies of a signal when the data TLB has 32 entries,
// "fail:…" exits with 3 there, "hang:…" stops there for good, "full:…" finds no space there,
// "replaced:…" has another content there, "killed:…" loses a process there, "slow:…" takes 20 ms.

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <thread>

#include "platform/config/reader.hpp"
#include "platform/sweep/fake_machine.hpp"

namespace {

void log_start(const std::string& line) {
  const char* file = std::getenv("FAKE_VAPA_LOG");
  if (file == nullptr) return;
  const int log = ::open(file, O_WRONLY | O_CREAT | O_APPEND, 0644);
  [[maybe_unused]] const ssize_t n = ::write(log, line.data(), line.size());
  ::close(log);
}

void misbehave(const std::string& workload) {
  if (workload.starts_with("crash:")) {
    std::fputs("about to crash\n", stderr);
    std::signal(SIGSEGV, SIG_DFL);  // a sanitizer has its own
    std::raise(SIGSEGV);
  }
  if (workload.starts_with("fail:")) {
    std::puts("reading\nno such thing\n");
    std::exit(3);
  }
  if (workload.starts_with("full:")) {
    std::puts("statistics.json: cannot be written: No space left on device; make room\n");
    std::exit(2);
  }
  if (workload.starts_with("hang:")) std::this_thread::sleep_for(std::chrono::hours(1));
}

nlohmann::json result_of(const vapa::SystemConfig& config, const std::string& workload) {
  const char* build = std::getenv("FAKE_VAPA_BUILD");
  auto result = vapa::test::fake_result(config, workload, build == nullptr ? "build" : build);
  if (config.mmu.dtlb.entries != 32) return result;
  if (workload.starts_with("replaced:")) result["manifest"]["workloads"][0]["hash"] = "new";
  if (workload.starts_with("killed:")) result["deaths"] = {"sort: SIGSEGV at 0x10"};
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || std::string(argv[1]) != "run") return 2;
  std::map<std::string, std::string> options;
  for (int i = 3; i < argc; ++i) {
    const std::string name = argv[i];
    options[name] = name == "--quiet" || i + 1 == argc ? "" : argv[++i];
  }
  const std::string workload = options["--workload"];
  const auto config = vapa::read_config(argv[2], {});
  log_start(std::to_string(config.mmu.dtlb.entries) + " " +
            std::to_string(config.mmu.l2tlb.entries) + " " + workload + "\n");
  if (config.mmu.dtlb.entries == 32) misbehave(workload);
  if (workload.starts_with("slow:")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  std::ofstream(options["--stats"]) << result_of(config, workload).dump(1);
  return 0;
}
