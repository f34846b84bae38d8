#include "platform/report/report_fixture.hpp"

#include <fstream>

#include "platform/sweep/fake_machine.hpp"
#include "platform/sweep/manifest.hpp"
#include "platform/sweep/plan.hpp"
#include "platform/sweep/store.hpp"

namespace vapa::test {

const char* const rich_spec = R"toml(
title = "Data TLB, second level & walk caches"
workloads = [{use = "uniform:footprint=4MiB", name = "short"},
             {use = "zipf:footprint=64MiB,seed=1", name = "a longer name"}]
limit = 1000000

[axes]
mmu.dtlb.entries = {pow2 = [16, 1024]}
mmu.l2tlb.entries = [256, 512, 1024, 2048]
mmu.walker.pwc.enabled = [true, false]

[set]
mmu.dtlb.ways = 4
mmu.l2tlb.ways = 8
)toml";

std::filesystem::path write_sweep(const std::filesystem::path& folder, const std::string& spec,
                                  bool one_failed, std::size_t missing) {
  std::filesystem::create_directories(folder);
  const auto file = folder / "spec.toml";
  std::ofstream(file) << spec;
  StatisticUnits statistics;
  const auto example = fake_result({}, "x");
  for (const auto& [name, value] : example["stats"].items()) statistics[name] = "";
  const SweepSpec read =
      load_spec(file.string(),
                {statistics, [](const std::string& workload, std::uint64_t) { return workload; }});
  const SweepManifest manifest = plan_sweep(read, "0123456789abcdef0123");
  SweepStore store = SweepStore::create(folder / "out");
  store.replace("sweep.toml", to_toml(manifest));
  SweepConfigs configs(read);
  const std::size_t results = manifest.places.size() - missing - (one_failed ? 1 : 0);
  for (std::size_t i = 0; i < results; ++i) {
    const SweepPlace& place = manifest.places[i];
    store.replace(
        "points/" + place.hash + ".json",
        fake_result(configs.at(place.at).config(), read.workload_arguments[place.workload]).dump());
  }
  if (one_failed) {
    store.keep_failure(manifest.places[results].hash,
                       {"signal 6 (Aborted)", "assertion <failed> & \xff gone\n"});
  }
  return folder / "out";
}

}  // namespace vapa::test
