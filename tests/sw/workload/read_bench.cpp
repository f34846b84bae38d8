// Reads a workload and does nothing with it: run under callgrind for instructions per access.
#include <cstdio>

#include "core/error.hpp"
#include "sw/workload/workload.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    std::uint64_t events = 0;
    for (vapa::Process& process : vapa::open_workload(argv[1])) {
      for (auto batch = process.program->next(); !batch.empty(); batch = process.program->next()) {
        events += batch.size();
      }
    }
    std::printf("%llu events\n", static_cast<unsigned long long>(events));
  } catch (const vapa::InputError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
  return 0;
}
