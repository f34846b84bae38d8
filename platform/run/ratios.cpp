#include "platform/run/ratios.hpp"

#include <fmt/format.h>

#include <initializer_list>

namespace vapa {
namespace {

using Names = std::vector<std::string>;

double sum(const Registry::Reader& read, const Names& names) {
  double total = 0;
  for (const auto& name : names) total += static_cast<double>(read(name));
  return total;
}

void ratio(Registry& r, std::string_view name, std::string_view unit, std::string_view description,
           Names numerator, Names denominator, double factor = 1) {
  r.formula(name, unit, description,
            [numerator = std::move(numerator), denominator = std::move(denominator),
             factor](const Registry::Reader& read) {
              const double below = sum(read, denominator);
              return below == 0 ? 0.0 : factor * sum(read, numerator) / below;
            });
}

}  // namespace

void describe_ratios(Registry& r) {
  const Names data{"cpu.loads", "cpu.stores", "cpu.rmws"};
  ratio(r, "cpu.cycles_per_access", "cycles/access", "Cycles over accesses.", {"cpu.cycles"},
        {"cpu.accesses"});
  ratio(r, "cpu.amat", "cycles/access",
        "Average memory access time: translation, caches and memory, per data access.",
        {"cpu.cycles.translation.data", "cpu.cycles.data"}, data);
  ratio(r, "cpu.translation_per_access", "cycles/access", "Translation cycles over accesses.",
        {"cpu.cycles.translation"}, {"cpu.accesses"});
  for (const char* tlb : {"mmu.itlb", "mmu.dtlb", "mmu.l2tlb"}) {
    ratio(r, fmt::format("{}.miss_ratio", tlb), "misses/lookup", "Misses over lookups.",
          {fmt::format("{}.misses", tlb)}, {fmt::format("{}.lookups", tlb)});
    ratio(r, fmt::format("{}.mpki", tlb), "misses/1000 instructions",
          "Misses per 1000 instructions.", {fmt::format("{}.misses", tlb)}, {"cpu.instructions"},
          1000);
  }
  const Names walks{"mmu.walker.walks", "mmu.walker.update_walks", "mmu.walker.replay_walks"};
  ratio(r, "mmu.walker.reads_per_walk", "reads/walk", "Page-table entries read per walk.",
        {"mmu.walker.reads"}, walks);
  ratio(r, "mmu.walker.cycles_per_walk", "cycles/walk", "Cycles per walk.", {"mmu.walker.cycles"},
        walks);
  for (const char* cache : {"cache.l1i", "cache.l1d", "cache.l2", "cache.l3"}) {
    Names misses;
    Names accesses;
    for (const char* cause : {"data", "fetch", "walk", "kernel"}) {
      misses.push_back(fmt::format("{}.misses.{}", cache, cause));
      accesses.push_back(fmt::format("{}.accesses.{}", cache, cause));
    }
    ratio(r, fmt::format("{}.miss_ratio", cache), "misses/access", "Misses over accesses.", misses,
          accesses);
  }
  ratio(r, "dram.row_hit_ratio", "hits/access", "Row hits over accesses.", {"dram.row_hits"},
        {"dram.row_hits", "dram.row_misses", "dram.row_conflicts"});
}

}  // namespace vapa
