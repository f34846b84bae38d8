// Misses of the data TLB over real programs, against figures that do not come from our TLB.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <list>
#include <nlohmann/json.hpp>

#include "platform/run/run.hpp"
#include "sw/workload/workload.hpp"

namespace vapa {
namespace {

std::uint64_t counter(const RunResult& result, std::string_view name) {
  for (const Statistic& s : result.stats) {
    if (s.name == name) return std::get<std::uint64_t>(s.value);
  }
  ADD_FAILURE() << "no statistic " << name;
  return 0;
}

struct Geometry {
  const char* name;
  std::uint32_t entries;
  std::uint32_t ways;
  Replacement replacement = Replacement::lru;
  bool huge = false;
};

void PrintTo(const Geometry& g, std::ostream* os) { *os << g.name; }

/// No second level, so that every miss of the data TLB is one of the stream.
SystemConfig machine(const Geometry& g) {
  SystemConfig c;
  c.mmu.l2tlb.enabled = false;
  c.mmu.dtlb.entries = g.entries;
  c.mmu.dtlb.ways = g.ways;
  c.mmu.dtlb.replacement = g.replacement;
  c.kernel.zero_page = false;
  if (g.huge) c.kernel.page_size = Bytes{2U << 20U};
  return c;
}

// ---- two traces whose figures were computed by another program ----------------------------------

struct TruthCase {
  const char* trace;
  Geometry geometry;
  const char* path;  // into ground-truth.json
};

void PrintTo(const TruthCase& c, std::ostream* os) { *os << c.trace << ' ' << c.geometry.name; }

std::string truth_name(const ::testing::TestParamInfo<TruthCase>& info) {
  return std::string(info.param.trace) + "_" + info.param.geometry.name;
}

class GroundTruth : public ::testing::TestWithParam<TruthCase> {};

TEST_P(GroundTruth, DataTlbMissesAreEqual) {
  const std::filesystem::path folder =
      std::filesystem::path(VAPA_SOURCE_DIR) / ".." / "shared" / "traces";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no folder " << folder;
  const auto truth = nlohmann::json::parse(std::ifstream(folder / "ground-truth.json"));
  const TruthCase& c = GetParam();
  const std::string trace = (folder / (std::string(c.trace) + ".lackey.zst")).string();
  const RunResult result = run(machine(c.geometry), open_workload(trace), {});
  ASSERT_FALSE(result.error) << *result.error;
  const auto expected = truth.at(nlohmann::json::json_pointer(std::string("/") + c.trace + c.path));
  EXPECT_EQ(counter(result, "mmu.dtlb.misses"), expected.get<std::uint64_t>());
}

std::vector<TruthCase> truth_cases() {
  std::vector<TruthCase> cases;
  for (const char* trace : {"true", "gzip"}) {
    cases.push_back({trace, {"full_16", 16, 16}, "/dtlb_4K_FA_LRU_misses/16"});
    cases.push_back({trace, {"full_64", 64, 64}, "/dtlb_4K_FA_LRU_misses/64"});
    cases.push_back({trace, {"full_1024", 1024, 1024}, "/dtlb_4K_FA_LRU_misses/1024"});
    cases.push_back({trace, {"4_ways_64", 64, 4}, "/dtlb_4K_64e_4way_LRU"});
    cases.push_back({trace, {"8_ways_1024", 1024, 8}, "/dtlb_4K_1024e_8way_LRU"});
    cases.push_back({trace, {"fifo_64", 64, 64, Replacement::fifo}, "/dtlb_4K_64e_FA_FIFO"});
    cases.push_back({trace, {"huge_16", 16, 16, Replacement::lru, true}, "/dtlb_2M_FA_LRU/16"});
    cases.push_back({trace, {"huge_32", 32, 32, Replacement::lru, true}, "/dtlb_2M_FA_LRU/32"});
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Traces, GroundTruth, ::testing::ValuesIn(truth_cases()), truth_name);

// ---- the bundled trace, against lists of pages --------------------------------------------------

/// One list of pages per set, most recent first.
class ListTlb {
 public:
  explicit ListTlb(const Geometry& g) : geometry_(g), sets_(g.entries / g.ways) {}

  bool hit(std::uint64_t page) {
    auto& set = sets_[page % sets_.size()];
    const auto found = std::find(set.begin(), set.end(), page);
    const bool was_there = found != set.end();
    if (was_there && geometry_.replacement == Replacement::fifo) return true;
    if (was_there) set.erase(found);
    set.push_front(page);
    if (set.size() > geometry_.ways) set.pop_back();
    return was_there;
  }

 private:
  Geometry geometry_;
  std::vector<std::list<std::uint64_t>> sets_;
};

constexpr std::uint64_t window = 1'000'000;

std::uint64_t misses_of_lists(const Geometry& g, const std::string& trace) {
  ListTlb tlb(g);
  std::uint64_t misses = 0;
  std::uint64_t taken = 0;
  const auto processes = open_workload(trace);
  while (taken < window) {
    const auto batch = processes[0].program->next();
    if (batch.empty()) break;
    for (const Event& e : batch) {
      if (e.op == Op::call) continue;
      if (taken++ == window) return misses;
      if (e.op == Op::fetch) continue;
      const std::uint64_t first = e.va.value >> 12U;
      const std::uint64_t last = (e.va.value + e.size - 1) >> 12U;
      for (std::uint64_t page = first; page <= last; ++page) misses += tlb.hit(page) ? 0 : 1;
    }
  }
  return misses;
}

std::string geometry_name(const ::testing::TestParamInfo<Geometry>& info) {
  return info.param.name;
}

class BundledTrace : public ::testing::TestWithParam<Geometry> {};

// The window makes no call that unmaps or protects, so nothing but capacity empties the TLB.
TEST_P(BundledTrace, DataTlbMissesAreThoseOfListsOfPages) {
  const std::string trace = std::string(VAPA_SOURCE_DIR) + "/examples/traces/sort.vapa";
  RunOptions options;
  options.limit = window;
  const RunResult result = run(machine(GetParam()), open_workload(trace), options);
  ASSERT_FALSE(result.error) << *result.error;
  EXPECT_EQ(counter(result, "mmu.dtlb.misses"), misses_of_lists(GetParam(), trace));
}

INSTANTIATE_TEST_SUITE_P(Geometries, BundledTrace,
                         ::testing::Values(Geometry{"full_8", 8, 8}, Geometry{"full_32", 32, 32},
                                           Geometry{"direct_16", 16, 1},
                                           Geometry{"4_ways_64", 64, 4},
                                           Geometry{"fifo_16", 16, 16, Replacement::fifo}),
                         geometry_name);

}  // namespace
}  // namespace vapa
