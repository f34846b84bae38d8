// mmu.dtlb.model: whole machines whose data TLB is the twin or the RTL of the same parameters give
// the same statistics, all of them, to the count; the array gives the same hits and misses.

#include <gmock/gmock.h>

#include "platform/cli/program.hpp"
#include "platform/config/dtlb_config.hpp"
#include "platform/config/value.hpp"
#include "platform/live_knobs/knobs.hpp"
#include "platform/results/result_json.hpp"
#include "rtl/builds.hpp"

namespace vapa {
namespace {

using Stats = std::map<std::string, double>;
using Texts = std::vector<std::string>;

Texts together(Texts a, const Texts& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// The statistics of `vapa run` with these arguments and --set.
Stats stats_of(const std::string& model, const Texts& arguments, const Texts& sets = {}) {
  const Scratch scratch;
  scratch.write("program", program_text());
  Texts words = together({"run", "--quiet", "--stats", "stats.json"}, arguments);
  for (const std::string& set : together({"mmu.dtlb.model=" + model}, sets)) {
    words.insert(words.end(), {"--set", set});
  }
  const Ending ending = run_vapa(scratch, words);
  EXPECT_EQ(ending.status, 0) << ending.err;
  return ending.status == 0 ? read_result(scratch.path("stats.json")).stats : Stats{};
}

const Texts sort_window{"--workload", VAPA_SOURCE_DIR "/examples/traces/sort.vapa", "--limit",
                        "300K"};
const Texts python_window{"--workload", VAPA_SOURCE_DIR "/examples/traces/python3.vapa",
                          "--skip",     "1M",
                          "--limit",    "200K"};
/// Maps, protects, unmaps; memory that becomes dirty after it was read.
const Texts program{"--workload", "program"};
/// Where a data TLB hits, misses and is refilled often.
const Texts uniform{"--workload", "uniform:footprint=2MiB,accesses=30K,seed=3,write=0.3"};

void expect_work(const Stats& s) {
  EXPECT_GT(s.at("mmu.dtlb.hits"), 50);
  EXPECT_GT(s.at("mmu.dtlb.misses"), 10);
  EXPECT_EQ(s.at("mmu.dtlb.lookups"), s.at("mmu.dtlb.hits") + s.at("mmu.dtlb.misses"));
}

class TwinAndRtl : public ::testing::TestWithParam<Texts> {};

TEST_P(TwinAndRtl, CountAlike) {
  const Stats twin = stats_of("pipelined", GetParam());
  EXPECT_EQ(twin, stats_of("rtl", GetParam()));
  expect_work(twin);
}

INSTANTIATE_TEST_SUITE_P(OnTheDefaultMachine, TwinAndRtl,
                         ::testing::Values(sort_window, python_window, program, uniform));

TEST(TwinAndRtlOnOddMachines, CountAlikeWithPagesOfEverySize) {
  for (const char* size : {"2MiB", "1GiB"}) {
    const Texts pattern{"--workload", "uniform:footprint=8GiB,accesses=20K,seed=3,write=0.3"};
    const Texts sets{std::string("kernel.page_size=") + size, "kernel.charge=off"};
    const Stats twin = stats_of("pipelined", pattern, sets);
    EXPECT_EQ(twin, stats_of("rtl", pattern, sets)) << size;
    EXPECT_GT(twin.at("mmu.dtlb.hits"), 100) << size;
  }
}

TEST(TwinAndRtlOnOddMachines, CountAlikeWithoutSecondLevelAndCaches) {
  const Texts sets{"mmu.l2tlb.enabled=false", "cache.l1d.enabled=false"};
  EXPECT_EQ(stats_of("pipelined", uniform, sets), stats_of("rtl", uniform, sets));
}

// ---- every build --------------------------------------------------------------------------------

/// The configuration that a build is for, in the keys of the machine.
Texts machine_of(const PipelinedTlbConfig& c) {
  Texts sizes;
  for (unsigned level = 0; level < 3; ++level) {
    if (((c.sizes >> level) & 1U) != 0) sizes.push_back(format_bytes(4096ULL << (9 * level)));
  }
  const std::string_view policy = enum_names(c.replacement)[static_cast<unsigned>(c.replacement)];
  const char* format = c.va_bits == 39 ? "sv39" : c.va_bits == 48 ? "sv48" : "sv57";
  return {fmt::format("mmu.dtlb.entries={}", c.entries),
          fmt::format("mmu.dtlb.ways={}", c.ways),
          fmt::format("mmu.dtlb.page_sizes={}", fmt::join(sizes, ",")),
          fmt::format("mmu.dtlb.replacement={}", policy),
          fmt::format("mmu.dtlb.miss_entries={}", c.miss_entries),
          fmt::format("mmu.dtlb.waiters={}", c.waiters),
          fmt::format("mmu.asid_bits={}", c.asid_bits),
          fmt::format("paging.format={}", format),
          fmt::format("paging.pa_bits={}", c.pa_bits),
          fmt::format("paging.hardware_ad={}", c.ad_update),
          "memory.size=4GiB"};
}

class EveryBuild : public ::testing::TestWithParam<RtlBuild> {};

// Two processes, so that address spaces are switched and flushed; 2 MiB pages beside small ones.
TEST_P(EveryBuild, CountsAsItsTwin) {
  const Texts two{"--workload", "uniform:footprint=1MiB,accesses=8K,seed=3,write=0.3", "--workload",
                  "zipf:footprint=32MiB,accesses=8K,seed=4,write=0.3"};
  for (const char* page_size : {"4KiB", "2MiB"}) {
    const Texts sets =
        together(machine_of(GetParam().config),
                 {"kernel.time_slice=10000", std::string("kernel.page_size=") + page_size});
    const Stats twin = stats_of("pipelined", two, sets);
    EXPECT_EQ(twin, stats_of("rtl", two, sets)) << page_size;
    EXPECT_GT(twin.at("mmu.dtlb.misses"), 50) << page_size;
  }
}

INSTANTIATE_TEST_SUITE_P(OfTheRtl, EveryBuild, ::testing::ValuesIn(rtl_builds()),
                         [](const auto& build) { return std::string(build.param.name); });

// ---- the array ----------------------------------------------------------------------------------

class ArrayAndTwin : public ::testing::TestWithParam<Texts> {};

// A device takes an entry whose accessed or dirty bit must be set for a miss; and it tells neither
// whom a fill replaced nor how many a flush removed. The rest of the machine sees the same, but for
// the time and for the second level, which is asked for these bits too.
TEST_P(ArrayAndTwin, HitAndMissAlike) {
  const Stats array = stats_of("array", GetParam());
  const Stats twin = stats_of("pipelined", GetParam());
  expect_work(twin);
  const auto at = [](const Stats& s, const char* name) { return s.at(name); };
  const double updates = at(array, "mmu.dtlb.updates");
  EXPECT_EQ(at(twin, "mmu.dtlb.hits"), at(array, "mmu.dtlb.hits") - updates);
  EXPECT_EQ(at(twin, "mmu.dtlb.misses"), at(array, "mmu.dtlb.misses") + updates);
  EXPECT_EQ(at(twin, "mmu.l2tlb.hits"), at(array, "mmu.l2tlb.hits") + updates);
  for (const char* name :
       {"mmu.dtlb.lookups", "mmu.dtlb.replays", "mmu.dtlb.denied", "mmu.dtlb.fills",
        "mmu.itlb.misses", "mmu.l2tlb.misses", "mmu.l2tlb.evictions", "mmu.walker.walks",
        "mmu.walker.reads", "cache.l1d.misses.data", "kernel.minor_faults"}) {
    EXPECT_EQ(at(twin, name), at(array, name)) << name;
  }
  for (const char* name : {"mmu.dtlb.updates", "mmu.dtlb.evictions", "mmu.dtlb.invalidations"}) {
    EXPECT_EQ(at(twin, name), 0) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(
    OnOneProcess, ArrayAndTwin,
    ::testing::Values(sort_window, python_window, program, uniform,
                      Texts{"--workload", "zipf:footprint=64MiB,accesses=30K,seed=1,write=0.2"}));

TEST(TheArray, SeesUpdatesWhereTheTwinSeesMisses) {
  EXPECT_GT(stats_of("array", program).at("mmu.dtlb.updates"), 10);
}

// ---- looking at it ------------------------------------------------------------------------------

TEST(Explain, ShowsTheEntriesOfADevice) {
  Texts told;
  for (const char* model : {"array", "pipelined", "rtl"}) {
    const Ending ending = run_vapa(
        Scratch{}, {"explain", "--workload", "uniform:footprint=256KiB,accesses=1K,seed=1,write=1",
                    "--at", "500", "--set", std::string("mmu.dtlb.model=") + model});
    EXPECT_EQ(ending.status, 0) << ending.err;
    const std::size_t from = ending.out.find("2. The TLBs"), to = ending.out.find("3. The page");
    ASSERT_LT(from, to) << ending.out;
    told.push_back(ending.out.substr(from, to - from));
  }
  EXPECT_THAT(told.front(), ::testing::HasSubstr("<- match"));
  EXPECT_EQ(told[0], told[1]);
  EXPECT_EQ(told[1], told[2]);
}

}  // namespace
}  // namespace vapa
