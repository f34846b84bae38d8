#include "cosim/campaign.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <stdexcept>

#include "cosim/event_log.hpp"
#include "cosim/stimulus_file.hpp"
#include "platform/cosim/broken_device.hpp"
#include "platform/cosim/lookup_device.hpp"

namespace vapa::cosim {
namespace {

using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::Not;

Dut forgetful() {
  return broken_dut(
      {},
      [](TlbIn& in) {
        if (in.flush && in.flush->va) in.flush->va = VirtAddr{0};
      },
      nullptr);
}

CampaignSettings settings_of(unsigned jobs) {
  CampaignSettings settings;
  settings.cycles = 200'000;
  settings.epoch_cycles = 5'000;
  settings.jobs = jobs;
  return settings;
}

TEST(Campaign, FindsTheSameWithAnyNumberOfJobs) {
  const CampaignResult one = run_campaign(forgetful(), settings_of(1), nullptr);
  const CampaignResult three = run_campaign(forgetful(), settings_of(3), nullptr);
  ASSERT_TRUE(one.failure && three.failure);
  EXPECT_EQ(one.failure->epoch.seed, three.failure->epoch.seed);
  EXPECT_EQ(one.failure->items, three.failure->items);
  EXPECT_EQ(one.failure->mismatch.cycle, three.failure->mismatch.cycle);
}

TEST(Campaign, CountsAndCoversTheSameWithAnyNumberOfJobs) {
  const Dut sound = broken_dut({}, nullptr, nullptr);
  const CampaignResult one = run_campaign(sound, settings_of(1), nullptr);
  const CampaignResult two = run_campaign(sound, settings_of(2), nullptr);
  EXPECT_EQ(one.cycles, two.cycles);
  EXPECT_EQ(one.epochs, 40U);
  EXPECT_EQ(one.coverage.summary(sound.capabilities).hit,
            two.coverage.summary(sound.capabilities).hit);
}

TEST(Campaign, MapsEveryPageOfAProgram) {
  std::vector<VirtAddr> pages;
  for (std::uint64_t i = 0; i < 3'000; ++i) pages.emplace_back(0x7f0000400000 + i * 4096);
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U}) {
    World world({}, 0, seed, pages);
    Oracle oracle(world, {});
    for (const VirtAddr page : pages) {
      const TlbRequest r{page, 0, world.spaces().front(), Op::load, {}};
      oracle.legal({r, 1}, {});
      ASSERT_TRUE(oracle.now().mapped) << std::hex << page.value << " with seed " << seed;
    }
  }
}

TEST(Replay, WaitsLongForTheNextStep) {
  const Item load{0, TlbRequest{VirtAddr{0x1000}, 0, Asid{0}, Op::load, {}}};
  Item later = load;
  later.delay = 20'000;
  EpochSettings epoch;
  epoch.cycles = 100'000;
  const Dut dut = lookup_dut(Wrong::nothing);
  const auto mismatch = replay(dut, epoch, {load, later, load}, nullptr);
  EXPECT_FALSE(mismatch) << mismatch->what;
}

TEST(Campaign, StopsWhenItIsToldTo) {
  const Dut sound = broken_dut({}, nullptr, nullptr);
  const CampaignResult result = run_campaign(
      sound, settings_of(1), [](const auto& status) { return status.cycles < 20'000; });
  EXPECT_LT(result.epochs, 10U);
  EXPECT_TRUE(result.stopped);
}

TEST(Campaign, StopsWithinAnEpoch) {
  const Dut sound = broken_dut({}, nullptr, nullptr);
  CampaignSettings settings = settings_of(2);
  settings.cycles = settings.epoch_cycles = 1'000'000'000'000;
  const CampaignResult result =
      run_campaign(sound, settings, [](const CampaignStatus&) { return false; });
  EXPECT_TRUE(result.stopped);
  EXPECT_FALSE(result.failure);
  EXPECT_EQ(result.epochs, 0U);
  EXPECT_GT(result.cycles, 0U);
}

TEST(Campaign, CountsItsEpochsWithoutAnOverflow) {
  const Dut sound = broken_dut({}, nullptr, nullptr);
  CampaignSettings settings = settings_of(1);
  settings.cycles = ~std::uint64_t{0};
  std::uint64_t epochs = 0;
  run_campaign(sound, settings, [&](const CampaignStatus& status) {
    epochs = status.of;
    return false;
  });
  EXPECT_EQ(epochs, settings.cycles / settings.epoch_cycles + 1);
}

TEST(Campaign, ThrowsWhatADeviceThrewInAnyThread) {
  Dut dut = broken_dut({}, nullptr, nullptr);
  std::atomic<unsigned> made = 0;
  dut.make = [&, make = dut.make] {
    if (++made > 1) throw std::runtime_error("no second one");
    return make();
  };
  EXPECT_THROW(run_campaign(dut, settings_of(3), nullptr), std::runtime_error);
}

/// A walk along eight pages, over and over.
Lookups eight_pages(std::size_t count) {
  return [count, i = std::size_t{0}](std::uint64_t most) mutable {
    std::vector<Lookup> lookups;
    for (; i < count && lookups.size() < most; ++i) {
      const VirtAddr va{0x7f0000400000 + i % 8 * 4096 + i % 64 * 8};
      lookups.push_back({va, i % 3 == 0 ? Op::store : Op::load});
    }
    return lookups;
  };
}

TEST(Campaign, TakesTheLookupsOfAProgram) {
  CampaignSettings settings = settings_of(2);
  settings.lookups = eight_pages(12'000);
  const Dut sound = broken_dut({}, nullptr, nullptr);
  const CampaignResult result = run_campaign(sound, settings, nullptr);
  EXPECT_FALSE(result.failure);
  EXPECT_EQ(result.epochs, 3U) << "of 5000 lookups each";
  EXPECT_GT(result.cycles, 12'000U);
  const auto missing = result.coverage.summary(sound.capabilities).missing;
  EXPECT_THAT(missing, Not(Contains("answer: load allowed")));
  EXPECT_THAT(missing, Not(Contains("answer: store allowed")));
  EXPECT_THAT(missing, Contains("answer: load rights"));
  EXPECT_THAT(missing, Contains("answer: store reserved"));
}

TEST(Campaign, RepeatsAFailureOfAProgram) {
  const Dut wrong = broken_dut({}, nullptr, [](TlbOut& out) {
    if (out.response && (out.response->pa.value & 0xfffU) == 0x40U) out.response->pa.value += 8;
  });
  CampaignSettings settings = settings_of(1);
  settings.lookups = eight_pages(3'000);
  const CampaignResult result = run_campaign(wrong, settings, nullptr);
  ASSERT_TRUE(result.failure);
  const Failure smaller = shrink(wrong, *result.failure, nullptr);
  EXPECT_EQ(smaller.items.size(), 1U);
  const auto file = parse_stimulus(stimulus_text({"d", smaller.epoch, smaller.items}), "f");
  EXPECT_EQ(file.epoch.pages.size(), 8U);
  EXPECT_TRUE(replay(wrong, file.epoch, file.items, nullptr));
}

TEST(Shrinking, LeavesFewStepsThatStillFail) {
  const Dut dut = forgetful();
  const CampaignResult result = run_campaign(dut, settings_of(1), nullptr);
  ASSERT_TRUE(result.failure);
  const Failure smaller = shrink(dut, *result.failure, nullptr);
  // A request that installs the page, the change, the flush that is forgotten, a request that hits;
  // and some that make the time pass.
  EXPECT_LE(smaller.items.size(), 10U) << stimulus_text({"", smaller.epoch, smaller.items});
  EXPECT_LT(smaller.items.size(), result.failure->items.size());
  const auto again = replay(dut, smaller.epoch, smaller.items, nullptr);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->judge, smaller.mismatch.judge);
  EXPECT_EQ(again->cycle, smaller.mismatch.cycle);
}

TEST(Shrinking, EndsWhenItIsToldTo) {
  const Dut dut = forgetful();
  const CampaignResult result = run_campaign(dut, settings_of(1), nullptr);
  ASSERT_TRUE(result.failure);
  unsigned tries = 0;
  const Failure same = shrink(dut, *result.failure, [&](std::size_t) {
    ++tries;
    return false;
  });
  EXPECT_EQ(tries, 1U);
  EXPECT_EQ(same.items, result.failure->items);
}

TEST(Shrinking, MovesStepsThatMeetByTheirTimingAlone) {
  const Dut dut = lookup_dut(Wrong::fill_in_the_flush_survives);
  const CampaignResult result = run_campaign(dut, {}, nullptr);
  ASSERT_TRUE(result.failure);
  const Failure smaller = shrink(dut, *result.failure, nullptr);
  // A request, a change under its walk, a flush in the cycle of the fill.
  EXPECT_LE(smaller.items.size(), 4U) << stimulus_text({"", smaller.epoch, smaller.items});
}

TEST(EventLog, ShowsARequestThatWaitsOnce) {
  const Dut dut = lookup_dut(Wrong::nothing);
  EventLog log(50);
  const Item load{0, TlbRequest{VirtAddr{0x1000}, 0, Asid{0}, Op::load, {}}};
  EpochSettings epoch;
  epoch.seed = 12;  // of long waits
  epoch.stalls = false;
  EXPECT_FALSE(replay(dut, epoch, {load}, [&](const CycleView& view) { log.note(view); }));
  EXPECT_THAT(log.text(), ContainsRegex("   1 req 0 load 0x1000 asid 0 mode 7 .held. miss"));
  EXPECT_THAT(log.text(), ContainsRegex(" 2-[0-9]+ req 0 load 0x1000 asid 0 mode 7 .held.\n"));
}

TEST(EventLog, MarksWhereDeviceAndTwinDiffer) {
  const PipelinedTlbConfig config;
  Dut dut = broken_dut(config, nullptr, [](TlbOut& out) {
    if (out.response) out.response->pa.value ^= 0x1000U;
  });
  dut.capabilities.debug_entries = 0;
  dut.make_twin = [config] { return std::make_unique<PipelinedTlb>(config, 1); };
  const CampaignResult result = run_campaign(dut, settings_of(1), nullptr);
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->mismatch.judge, Judge::lockstep);
  EventLog log(5);
  replay(dut, result.failure->epoch, result.failure->items,
         [&](const CycleView& view) { log.note(view); });
  const std::string text = log.text();
  EXPECT_NE(text.find("\n!"), std::string::npos) << text;
  EXPECT_NE(text.find("twin:"), std::string::npos);
}

}  // namespace
}  // namespace vapa::cosim
