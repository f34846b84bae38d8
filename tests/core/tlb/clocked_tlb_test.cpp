// A device that is clocked until it answers: how long that takes, how what the MMU says reaches its
// channels, and what happens when it breaks its contract.

#include "core/tlb/clocked_tlb.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "core/tlb/make.hpp"
#include "core/tlb/pipelined_tlb.hpp"

namespace vapa {
namespace {

/// A device that answers nothing but flushes, and writes down which.
struct Deaf : TlbDevice {
  TlbOut out;
  std::vector<TlbFlush> flushes;
  unsigned ticks = 0;
  TlbFlush offered;

  void reset() override { out.request_ready = out.fill_ready = out.flush_ready = true; }
  const TlbOut& eval(const TlbIn& in) override {
    if (in.flush) offered = *in.flush;
    moves_ = in.flush.has_value();
    return out;
  }
  void tick() override {
    ++ticks;
    out.flush_done = moves_;
    if (moves_) flushes.push_back(offered);
  }

 private:
  bool moves_ = false;
};

/// Answers every request with a miss, and every fill with a response of its own.
struct Stubborn : TlbDevice {
  TlbOut out;
  FaultKind says = FaultKind::none;
  bool requested = false, filled = false, asks_again = false;

  void reset() override { out.request_ready = out.fill_ready = out.flush_ready = true; }
  const TlbOut& eval(const TlbIn& in) override {
    requested = in.request.has_value();
    filled = in.fill.has_value();
    return out;
  }
  void tick() override {
    out.miss = requested || (filled && asks_again) ? std::optional(TlbMiss{}) : std::nullopt;
    out.response = filled && !asks_again ? std::optional(TlbResponse{0, says, {}}) : std::nullopt;
  }
};

PipelinedTlbConfig small() {
  PipelinedTlbConfig c;
  c.entries = 16;
  c.ways = 4;
  return c;
}

struct Twin {
  PipelinedTlb* device;
  ClockedTlb tlb;

  explicit Twin(const PipelinedTlbConfig& c = small())
      : Twin(c, std::make_unique<PipelinedTlb>(c, 7)) {}

 private:
  Twin(const PipelinedTlbConfig& c, std::unique_ptr<PipelinedTlb> made)
      : device(made.get()), tlb(std::move(made), c.array()) {}
};

constexpr std::uint64_t page = 0x40'0000;

TEST(ClockedTlb, TakesThreeCyclesToAskForAWalkAndThreeToAnswerWithIt) {
  Twin t;
  const auto miss = t.tlb.ask(VirtAddr{page + 5}, user(), Op::load);
  EXPECT_FALSE(miss.response);
  EXPECT_TRUE(t.tlb.waits());
  EXPECT_EQ(miss.cycles, 3U) << "rtl/README.md: the miss is on its channel in cycle 2";
  const auto filled = t.tlb.fill(leaf_at(page, 0x9000));
  EXPECT_FALSE(t.tlb.waits());
  EXPECT_EQ(filled.cycles, 3U) << "the answer of a waiter is on its channel in cycle f + 3";
  EXPECT_EQ(filled.response, (TlbResponse{0, FaultKind::none, PhysAddr{0x9005}}));
}

TEST(ClockedTlb, TakesTwoCyclesForEachOfManyHits) {
  Twin t;
  t.tlb.ask(VirtAddr{page}, user(), Op::load);
  t.tlb.fill(leaf_at(page, 0x9000));
  for (std::uint64_t i = 0; i < 10; ++i) {
    const auto hit = t.tlb.ask(VirtAddr{page + i}, user(), Op::load);
    EXPECT_EQ(hit.cycles, 2U);
    EXPECT_EQ(hit.response, (TlbResponse{0, FaultKind::none, PhysAddr{0x9000 + i}}));
  }
  EXPECT_EQ(t.device->counts()->hits, 10U);
}

TEST(ClockedTlb, RefusesWhatTheEntryOrTheWalkRefuses) {
  Twin t;
  t.tlb.ask(VirtAddr{page}, user(), Op::store);
  EXPECT_EQ(t.tlb.fail(FaultKind::not_present), 3U);
  EXPECT_FALSE(t.tlb.waits());
  t.tlb.ask(VirtAddr{page}, user(), Op::load);
  t.tlb.fill(leaf_at(page, 0x9000, 12, right_r | right_u | right_a));
  EXPECT_EQ(t.tlb.ask(VirtAddr{page}, user(), Op::store).response->fault, FaultKind::rights);
  EXPECT_EQ(t.tlb.ask(VirtAddr{std::uint64_t{1} << 50U}, user(), Op::load).response->fault,
            FaultKind::non_canonical);
}

TEST(ClockedTlb, HasLostWhatWasFlushedOnReturn) {
  Twin t;
  for (int round = 0; round < 3; ++round) {
    EXPECT_FALSE(t.tlb.ask(VirtAddr{page}, user(3), Op::load).response);
    t.tlb.fill(leaf_at(page, 0x9000));
    t.tlb.flush({VirtAddr{page}, Asid{4}, false});
    EXPECT_TRUE(t.tlb.ask(VirtAddr{page}, user(3), Op::load).response);
    t.tlb.flush({VirtAddr{page}, Asid{3}, false});
    t.tlb.flush({VirtAddr{page}, Asid{3}, false});
  }
}

TEST(ClockedTlb, FlushesWithoutAnAsidWhereTheChannelKnowsNoExactFlush) {
  auto made = std::make_unique<Deaf>();
  Deaf& device = *made;
  ClockedTlb tlb(std::move(made), small().array());
  const VirtAddr va{page};
  const Asid asid{3};
  for (const Flush& flush :
       {Flush{va, asid, false}, Flush{va, asid, true}, Flush{std::nullopt, asid, false},
        Flush{std::nullopt, asid, true}, Flush{std::nullopt, std::nullopt, false}, Flush{}}) {
    tlb.flush(flush);
  }
  EXPECT_THAT(device.flushes,
              ::testing::ElementsAre(TlbFlush{va, asid}, TlbFlush{va, {}}, TlbFlush{{}, asid},
                                     TlbFlush{}, TlbFlush{}, TlbFlush{}));
}

TEST(ClockedTlb, GivesUpOnADeviceThatKeepsSilent) {
  auto made = std::make_unique<Deaf>();
  const Deaf& device = *made;
  ClockedTlb tlb(std::move(made), small().array());
  EXPECT_THROW(tlb.ask(VirtAddr{page}, user(), Op::load), std::logic_error);
  EXPECT_EQ(device.ticks, ClockedTlb::patience + 1);
}

TEST(ClockedTlb, EndsWithTheComplaintOfItsDevice) {
  struct Complains : Deaf {
    std::string said = "one_match failed";
    const std::string* complaint() const override { return ticks > 2 ? &said : nullptr; }
  };
  ClockedTlb tlb(std::make_unique<Complains>(), small().array());
  try {
    tlb.ask(VirtAddr{page}, user(), Op::load);
    FAIL() << "not heard";
  } catch (const std::logic_error& error) {
    EXPECT_STREQ(error.what(), "an assertion of the TLB's device: one_match failed");
  }
}

TEST(ClockedTlb, TakesNoOtherFaultThanTheWalks) {
  auto made = std::make_unique<Stubborn>();
  Stubborn& device = *made;
  ClockedTlb tlb(std::move(made), small().array());
  tlb.ask(VirtAddr{page}, user(), Op::load);
  EXPECT_THROW(tlb.fail(FaultKind::not_present), std::logic_error);
  device.says = FaultKind::reserved;
  tlb.ask(VirtAddr{page}, user(), Op::load);
  EXPECT_EQ(tlb.fail(FaultKind::reserved), 1U);
}

TEST(ClockedTlb, TakesNoSecondQuestionForAnAnswer) {
  auto made = std::make_unique<Stubborn>();
  made->asks_again = true;
  ClockedTlb tlb(std::move(made), small().array());
  tlb.ask(VirtAddr{page}, user(), Op::load);
  EXPECT_THROW(tlb.fill(leaf_at(page, 0x9000)), std::logic_error);
}

// Pages of 512 GiB too, which are held as fragments.
TEST(ClockedTlb, ShowsTheEntriesOfItsDevice) {
  PipelinedTlbConfig c = small();
  c.va_bits = 57;
  Twin t(c);
  std::mt19937_64 random(11);
  for (int i = 0; i < 400; ++i) {
    const unsigned shift = 12 + 9 * static_cast<unsigned>(random() % 4);
    const VirtAddr va{(random() % 64 << shift) + random() % (std::uint64_t{1} << shift)};
    const auto asid = static_cast<std::uint16_t>(random() % 3);
    if (!t.tlb.ask(va, user(asid), Op::load).response) {
      const unsigned global = random() % 5 == 0 ? unsigned{right_g} : 0U;
      t.tlb.fill(leaf_at(va.value, random() % (1ULL << 50U), shift,
                         static_cast<std::uint8_t>(user_rwx | global), asid));
    }
    if (i % 50 == 0) t.tlb.flush({va, Asid{asid}, false});
    const Tlb picture = t.tlb.picture();
    for (std::uint32_t slot = 0; slot < 16; ++slot) {
      const auto shown = picture.view(slot), real = t.device->array().view(slot);
      ASSERT_EQ(shown.has_value(), real.has_value());
      if (!real) continue;
      EXPECT_EQ(shown->leaf, real->leaf);
      EXPECT_EQ(shown->mapped_shift, real->mapped_shift);
      EXPECT_EQ(picture.page_of(shown->leaf.va, shown->leaf.asid)->pa,
                t.device->array().page_of(real->leaf.va, real->leaf.asid)->pa);
    }
  }
}

TEST(ClockedTlb, HoldsPagesFromTheSmallestSizeOn) {
  PipelinedTlbConfig c = small();
  c.sizes = 6;
  const Twin t(c);
  EXPECT_FALSE(t.tlb.holds(12));
  EXPECT_TRUE(t.tlb.holds(21));
  EXPECT_TRUE(t.tlb.holds(39));
}

}  // namespace
}  // namespace vapa
