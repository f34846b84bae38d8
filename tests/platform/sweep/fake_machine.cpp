#include "platform/sweep/fake_machine.hpp"

#include <algorithm>
#include <cmath>

#include "platform/config/writer.hpp"

namespace vapa::test {

namespace {

using nlohmann::json;

struct AsJson {
  json operator()(const bool* v) const { return *v; }
  json operator()(const std::uint32_t* v) const { return *v; }
  json operator()(const std::uint64_t* v) const { return *v; }
  json operator()(const double* v) const { return *v; }
  json operator()(const Bytes* v) const { return v->value; }
  json operator()(const std::string* v) const { return *v; }
  json operator()(const EnumRef& v) const { return v.names[*v.value]; }
  json operator()(const std::vector<Bytes>* v) const {
    json out = json::array();
    for (const Bytes b : *v) out.push_back(b.value);
    return out;
  }
  json operator()(const std::vector<std::uint32_t>* v) const { return *v; }
};

json config_of(SystemConfig& config) {
  Schema schema;
  config.describe(schema);
  json out;
  for (const Field& field : schema.fields()) {
    out[field.key] = std::visit(AsJson{}, field.ref);
  }
  return out;
}

/// Misses of a uniform stream over `pages` pages, some of them hot.
std::uint64_t misses(std::uint64_t lookups, double pages, const TlbConfig& tlb) {
  if (!tlb.enabled) return lookups;
  const double conflict = 1 + 0.5 / tlb.ways;
  const double cold = std::max(0.0, 1 - tlb.entries / (pages * conflict));
  return static_cast<std::uint64_t>(static_cast<double>(lookups) * cold * cold);
}

}  // namespace

nlohmann::json fake_result(SystemConfig config, const std::string& workload,
                           const std::string& build) {
  const double pages = 200.0 + 400.0 * static_cast<double>(workload.size());
  const std::uint64_t accesses = 1'000'000;
  const std::uint64_t l1 = misses(accesses, pages / 8, config.mmu.dtlb);
  const std::uint64_t l2 = misses(l1, pages, config.mmu.l2tlb);
  const std::uint64_t reads = l2 * (config.mmu.walker.pwc.enabled ? 5 : 16) / 4;
  const std::uint64_t walk = reads * 20;
  const std::uint64_t translation = walk + l1 * config.mmu.l2tlb.latency;
  const json stats{
      {"cpu.accesses", accesses},
      {"cpu.instructions", accesses / 2},
      {"cpu.cycles", accesses * 3 + translation},
      {"cpu.cycles.translation", translation},
      {"mmu.dtlb.lookups", accesses},
      {"mmu.dtlb.misses", l1},
      {"mmu.l2tlb.misses", l2},
      {"mmu.walker.walks", l2},
      {"mmu.walker.update_walks", 0},
      {"mmu.walker.replay_walks", 0},
      {"mmu.walker.reads", reads},
      {"mmu.walker.cycles", walk},
      {"mmu.dtlb.miss_ratio", static_cast<double>(l1) / static_cast<double>(accesses)}};
  return json{{"manifest",
               {{"build", build},
                {"config", config_hash(config)},
                {"workloads", {{{"name", workload}, {"hash", workload}}}},
                {"complete", true}}},
              {"config", config_of(config)},
              {"stats", stats},
              {"units",
               {{"cpu.accesses", "accesses"},
                {"cpu.cycles", "cycles"},
                {"mmu.dtlb.misses", "lookups"},
                {"mmu.walker.reads", "reads"}}}};
}

}  // namespace vapa::test
