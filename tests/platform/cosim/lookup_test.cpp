// A device of quite another kind than ours: combinational, flushed as a whole, without tags,
// address spaces, miss entries and rights. Sound it is not blamed; with one fault each it is found.

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "cosim/campaign.hpp"
#include "cosim/random_stimulus.hpp"
#include "platform/cosim/lookup_device.hpp"

namespace vapa::cosim {
namespace {

CampaignSettings cycles(Cycle count) {
  CampaignSettings settings;
  settings.cycles = count;
  return settings;
}

struct Fault {
  const char* name;
  Wrong wrong;
  Judge judge;
};

const std::vector<Fault> faults{
    {"AFlushForgetsAnEntry", Wrong::flush_forgets_an_entry, Judge::oracle},
    {"AFillInTheCycleOfAFlushSurvives", Wrong::fill_in_the_flush_survives, Judge::oracle},
    {"AWalkAcrossAFlushIsBelieved", Wrong::walk_across_a_flush_survives, Judge::oracle},
    {"AFaultAcrossAFlushIsBelieved", Wrong::fault_across_a_flush_answers, Judge::oracle},
    {"ALargePageIsHeldAsASmallOne", Wrong::large_page_as_small, Judge::oracle},
    {"AHitIsAnsweredInTheNextCycle", Wrong::answers_late, Judge::protocol},
    {"AnAnswerDoesNotTakeItsRequest", Wrong::answers_without_taking, Judge::protocol},
    {"AMissTakesItsRequest", Wrong::takes_without_answer, Judge::liveness},
    {"TheMissIsOfAnotherPage", Wrong::asks_for_another_page, Judge::protocol},
    {"TheSamePageIsWalkedTwiceAtOnce", Wrong::asks_twice, Judge::protocol},
    {"AMissAfterAUselessWalkIsForgotten", Wrong::never_asks_again, Judge::protocol},
};

class FaultyLookup : public testing::TestWithParam<Fault> {};

TEST_P(FaultyLookup, IsFound) {
  const Dut dut = lookup_dut(GetParam().wrong);
  const CampaignResult result = run_campaign(dut, cycles(1'000'000), nullptr);
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->mismatch.judge, GetParam().judge) << result.failure->mismatch.what;
}

INSTANTIATE_TEST_SUITE_P(Faults, FaultyLookup, testing::ValuesIn(faults),
                         [](const auto& fault) { return std::string(fault.param.name); });

TEST(SoundLookup, IsNotBlamedAndMeetsAllThatItCan) {
  const Dut dut = lookup_dut(Wrong::nothing);
  const CampaignResult result = run_campaign(dut, cycles(2'000'000), nullptr);
  ASSERT_FALSE(result.failure) << result.failure->mismatch.what;
  const Coverage::Summary summary = result.coverage.summary(dut.capabilities);
  EXPECT_EQ(summary.missing, std::vector<std::string>{});
  // One kind of flush, two sizes, global or not, five phases; four accesses, five answers.
  EXPECT_EQ(summary.bins, 1U * 2 * 2 * 5 + 4 * 5);
}

TEST(SoundLookup, IsBlamedWhenItClaimsToCheckRights) {
  Dut dut = lookup_dut(Wrong::nothing);
  dut.capabilities.checks_rights = true;
  const CampaignResult result = run_campaign(dut, cycles(200'000), nullptr);
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->mismatch.judge, Judge::oracle);
}

TEST(SoundLookup, LeavesAccessedAndDirtyBitsToOthersTogetherWithTheRights) {
  Dut dut = lookup_dut(Wrong::nothing);
  dut.capabilities.updates_ad = false;
  const CampaignResult result = run_campaign(dut, cycles(200'000), nullptr);
  EXPECT_FALSE(result.failure) << result.failure->mismatch.what;
}

/// Counts what worlds and stimuli ask of a device.
struct Asked {
  unsigned fills_of_other_sizes = 0;
  unsigned other_flushes = 0;
  unsigned odd_modes = 0;
};

Asked asked_of(const Dut& dut) {
  Asked asked;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const auto device = dut.make();
    Bench bench({device.get(), nullptr}, dut.capabilities, {seed, 20'000, true, true, true});
    RandomStimulus stimulus(bench.world(), dut.capabilities, seed);
    bench.run(stimulus, nullptr, [&](const CycleView& view) {
      const TlbIn& in = view.in;
      if (in.fill && in.fill->level > 1) ++asked.fills_of_other_sizes;
      if (in.flush && (in.flush->va || in.flush->asid)) ++asked.other_flushes;
      if (in.request && !in.request->mode.smep) ++asked.odd_modes;
    });
  }
  return asked;
}

TEST(Capabilities, BoundWhatADeviceIsAskedFor) {
  Dut dut = lookup_dut(Wrong::nothing);
  dut.capabilities.x86 = false;
  const Asked asked = asked_of(dut);
  EXPECT_EQ(asked.fills_of_other_sizes, 0U);
  EXPECT_EQ(asked.other_flushes, 0U);
  EXPECT_EQ(asked.odd_modes, 0U);
  dut.capabilities.x86 = true;
  dut.capabilities.page_sizes = 7;
  const Asked more = asked_of(dut);
  EXPECT_GT(more.fills_of_other_sizes, 0U);
  EXPECT_GT(more.odd_modes, 0U);
}

TEST(Capabilities, RefuseStepsThatTheDeviceDoesNotKnow) {
  const Dut dut = lookup_dut(Wrong::nothing);
  for (const TlbFlush flush : {TlbFlush{VirtAddr{0x1000}, {}}, TlbFlush{{}, Asid{0}}}) {
    EXPECT_THROW(replay(dut, {}, {Item{0, flush}}, nullptr), InputError);
  }
  EXPECT_FALSE(replay(dut, {}, {Item{0, TlbFlush{}}}, nullptr));
}

std::string refusal(const std::vector<Dut>& devices) {
  try {
    check(devices);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Capabilities, OutOfRangeAreRefusedByDeviceAndField) {
  Dut dut = lookup_dut(Wrong::nothing);
  EXPECT_EQ(refusal({dut}), "");
  EXPECT_EQ(refusal({dut, dut}),
            "device lookup: name: is given to two devices; each needs its own");
  EXPECT_EQ(refusal({}), "there is no device; give at least one");
  dut.capabilities.va_bits = 40;
  dut.capabilities.page_sizes = 2;
  dut.make = nullptr;
  EXPECT_EQ(refusal({dut}),
            "device lookup: make: is empty; give it a function that makes the device\n"
            "device lookup: va_bits: must be 39, 48 or 57, is 40\n"
            "device lookup: page_sizes: must have bit 0: every page table can map 4 KiB");
  dut = lookup_dut(Wrong::nothing);
  dut.name = "my tlb";
  dut.capabilities.latency = 5000;
  EXPECT_EQ(refusal({dut}),
            "device my tlb: name: must be a word of letters, digits, '_', '-' and '.': files are "
            "called after it\ndevice my tlb: latency: must be from 0 to 1000, is 5000");
}

}  // namespace
}  // namespace vapa::cosim
