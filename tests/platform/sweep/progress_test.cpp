#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/cli/sweep_progress.hpp"
#include "platform/sweep/dry_run.hpp"
#include "platform/sweep/fake_machine.hpp"
#include "platform/sweep/store.hpp"
#include "support/scratch_folder.hpp"

namespace vapa {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST(SweepProgress, PromisesNothingBeforeTheFirstPointHasEnded) {
  EXPECT_EQ(sweep_progress_text({.points = 64, .running = 2, .elapsed = 90s}),
            "[------------------------] 0 of 64 points, 2 running");
}

TEST(SweepProgress, EstimatesFromThePointsRunNowAlone) {
  // 32 known from before; 8 took 20 s; 24 are left.
  EXPECT_EQ(
      sweep_progress_text(
          {.points = 64, .earlier = 32, .finished = 8, .failed = 1, .running = 2, .elapsed = 20s}),
      "[###############---------] 40 of 64 points, 2 running, 1 failed, 1:00 left");
}

TEST(SweepProgress, IsFullAtTheEnd) {
  EXPECT_EQ(sweep_progress_text({.points = 2, .finished = 2, .elapsed = 4000s}),
            "[########################] 2 of 2 points");
}

TEST(SweepProgress, OfHoursIsInHours) {
  EXPECT_THAT(sweep_progress_text({.points = 3, .finished = 1, .elapsed = 3725s}),
              HasSubstr("2:04:10 left"));
}

SweepManifest manifest() {
  SweepManifest out;
  out.description.title = "title";
  out.description.axes = {{"mmu.dtlb.entries", {"mmu.dtlb.entries"}, "entries", {{"16"}, {"32"}}},
                          {"cache.l2.size", {"cache.l2.size"}, "bytes", {{"1MiB"}, {"2MiB"}}}};
  out.description.workloads = {{"sort", "h", 0, 10, 100}, {"gzip", "h", 0, 0, 0}};
  for (std::size_t i = 0; i < 8; ++i) {
    out.places.push_back({std::to_string(i), i % 2, {i / 4, i / 2 % 2}, 0, 0});
  }
  return out;
}

TEST(DryRun, NamesAxesWorkloadsAndTheNumberOfPoints) {
  const std::string text = dry_run_text(manifest(), {.done = 2, .failed = 1}, false);
  EXPECT_THAT(text, HasSubstr("mmu.dtlb.entries: 16; 32 entries (2)\n"));
  EXPECT_THAT(text, HasSubstr("cache.l2.size: 1MiB; 2MiB (2)\n"));
  EXPECT_THAT(text, HasSubstr("workload  sort, warm-up 10, limit 100\n"));
  EXPECT_THAT(text,
              HasSubstr("points    8: 2 done, 1 failed and left (--retry-failed), 5 to run\n"));
  EXPECT_THAT(text, HasSubstr("mmu.dtlb.entries = 16, cache.l2.size = 1MiB on sort\n"));
  EXPECT_THAT(text, HasSubstr("… and 3 more\n"));
}

TEST(DryRun, CountsEqualPointsOnce) {
  SweepManifest equal = manifest();
  equal.places[7].hash = equal.places[5].hash;
  EXPECT_THAT(dry_run_text(equal, {}, false),
              HasSubstr("points    7 (of 8 combinations, some of which are "
                        "equal): 0 done, 0 failed, 7 to run\n"));
}

TEST(DryRun, RunsFailedPointsAgainWhereThatIsAskedFor) {
  EXPECT_THAT(dry_run_text(manifest(), {.done = 2, .failed = 1}, true),
              HasSubstr("points    8: 2 done, 1 failed and run again, 6 to run\n"));
}

TEST(DryRun, KnowsNothingOfAFolderThatIsNotThere) {
  const KnownPoints known = known_points(manifest(), "/nonexistent/folder");
  EXPECT_EQ(known.done, 0U);
  EXPECT_EQ(known.failed, 0U);
}

class DryRunInAFolder : public test::ScratchFolder {};

TEST_F(DryRunInAFolder, TellsDonePointsFromFailedOnes) {
  {
    SweepStore store = SweepStore::create(folder());
    store.replace("points/0.json", test::fake_result({}, "x").dump());
    store.keep_failure("1", {"exit status 2", ""});
    store.keep_failure("2", {"exit status 2", ""});
  }
  const KnownPoints known = known_points(manifest(), folder().string());
  EXPECT_EQ(known.done, 1U);
  EXPECT_EQ(known.failed, 2U);
}

}  // namespace
}  // namespace vapa
