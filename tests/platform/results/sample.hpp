#pragma once
// A result as a run would give it.

#include "platform/results/run_manifest.hpp"

namespace vapa {

inline RunResult sample_result() {
  const auto count = [](const char* name, std::uint64_t n, const char* unit = "accesses") {
    return Statistic{name, unit, "", n};
  };
  const auto ratio = [](const char* name, double value) { return Statistic{name, "", "", value}; };
  RunResult result;
  result.stats = {count("cpu.accesses", 1000000),
                  count("cpu.instructions", 700000),
                  count("cpu.cycles", 2000000, "cycles"),
                  count("cpu.cycles.base", 1000000, "cycles"),
                  count("cpu.cycles.translation", 250000, "cycles"),
                  count("cpu.cycles.data", 500000, "cycles"),
                  count("cpu.cycles.fetch", 0, "cycles"),
                  count("cpu.cycles.idle", 0, "cycles"),
                  count("cpu.cycles.kernel", 250000, "cycles"),
                  count("mmu.dtlb.lookups", 300000),
                  count("mmu.dtlb.misses", 7000),
                  count("mmu.walker.walks", 1000),
                  count("mmu.walker.reads", 1250),
                  count("mmu.walker.cycles", 40000, "cycles"),
                  count("kernel.minor_faults", 123),
                  ratio("cpu.amat", 4.25),
                  ratio("cpu.cycles_per_access", 2),
                  ratio("cpu.translation_per_access", 0.25),
                  ratio("mmu.dtlb.miss_ratio", 7.0 / 300),
                  ratio("mmu.dtlb.mpki", 10),
                  ratio("mmu.walker.reads_per_walk", 1.25),
                  ratio("mmu.walker.cycles_per_walk", 40),
                  ratio("cache.l1d.miss_ratio", 0.01)};
  result.deaths = {"process 1: SIGSEGV at 0x10"};
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
