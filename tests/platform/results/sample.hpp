#pragma once
// A result as a run would give it.

#include "platform/results/run_manifest.hpp"

namespace vapa {

inline RunResult sample_result() {
  const auto count = [](const char* name, std::uint64_t n, const char* unit = "accesses") {
    return Statistic{name, unit, "", n};
  };
  RunResult result;
  result.stats = {count("cpu.accesses", 1000000),
                  count("cpu.instructions", 700000),
                  count("cpu.cycles", 2000000, "cycles"),
                  count("cpu.cycles.base", 1000000, "cycles"),
                  count("cpu.cycles.translation", 250000, "cycles"),
                  count("cpu.cycles.data", 500000, "cycles"),
                  count("cpu.cycles.fetch", 0, "cycles"),
                  count("cpu.cycles.kernel", 250000, "cycles"),
                  count("mmu.dtlb.lookups", 300000),
                  count("mmu.dtlb.misses", 7000),
                  count("mmu.walker.walks", 1000),
                  count("mmu.walker.reads", 1250),
                  count("mmu.walker.cycles", 40000, "cycles"),
                  count("cache.l1d.accesses.data", 300000),
                  count("cache.l1d.misses.data", 3000),
                  count("kernel.minor_faults", 123),
                  {"mmu.dtlb.miss_ratio", "", "", 7.0 / 300},
                  {"mmu.itlb.miss_ratio", "", "", 0.0 / 0.0}};
  return result;
}

inline RunManifest sample_manifest() {
  return {.build = "0123",
          .config = "4567",
          .workloads = {{"uniform:footprint=1MiB", "89ab"}},
          .seed = 1,
          .options = {.skip = 5, .warmup = 6, .limit = 7, .interval = 0},
          .ended_by = ""};
}

}  // namespace vapa
