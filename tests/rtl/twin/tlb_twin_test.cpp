// The C header of the twin: what it refuses, and that it is the twin that stands behind it.

#include <gmock/gmock.h>
#include <vapa/tlb_twin.h>

#include "core/replacement/replacement.hpp"
#include "core/tlb/pipelined_tlb.hpp"

namespace {

using ::testing::HasSubstr;

void* twin_of(unsigned va_bits, unsigned policy) {
  return vapa_tlb_new(8, 8, 7, va_bits, 40, 4, 6, 2, 4, policy, 1, 1);
}

TEST(TlbTwin, OfWrongParametersIsNullAndSaysWhy) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(twin_of(40, 0), nullptr);
  EXPECT_EQ(twin_of(39, 3), nullptr);
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_THAT(said, HasSubstr("vapa_tlb_new: va_bits: must be 39, 48 or 57, is 40\n"));
  EXPECT_THAT(said, HasSubstr("vapa_tlb_new: policy: must be from 0 to 2, is 3\n"));
}

/// The outputs that these tests look at.
struct Out {
  unsigned req_ready = 0, rsp_valid = 0, rsp_tag = 0, rsp_fault = 0;
  unsigned long long rsp_pa = 0, miss_vpn = 0;
  unsigned miss_valid = 0, miss_id = 0, miss_asid = 0, flush_done = 0;
};

struct In {
  unsigned req_valid = 0;
  unsigned long long req_va = 0;
  unsigned fill_valid = 0;
  unsigned long long fill_ppn = 0;
  unsigned flush_valid = 0;
  unsigned fill_id = 0;
  unsigned debug_index = 0;
};

Out eval(void* tlb, const In& in) {
  Out out;
  unsigned ignored = 0;
  vapa_tlb_eval(tlb, in.req_valid, 5, in.req_va, 0, 3, 0, in.fill_valid, in.fill_id, 0, 0,
                in.fill_ppn, 0x7f & ~8U, in.flush_valid, 0, 0, 0, 0, 1, 1, in.debug_index,
                &out.req_ready, &out.rsp_valid, &out.rsp_tag, &out.rsp_fault, &out.rsp_pa,
                &out.miss_valid, &out.miss_id, &out.miss_vpn, &ignored, &out.miss_asid, &ignored,
                &ignored, &ignored, &out.flush_done);
  return out;
}

Out cycle(void* tlb, const In& in) {
  const Out out = eval(tlb, in);
  vapa_tlb_tick(tlb);
  return out;
}

TEST(TlbTwin, MissesIsFilledHitsAndIsFlushedAsTheContractSays) {
  void* tlb = twin_of(39, 0);
  ASSERT_NE(tlb, nullptr);
  vapa_tlb_reset(tlb);
  const In load{1, 0xffff'ffc0'1234'5678, 0, 0, 0};
  EXPECT_EQ(cycle(tlb, load).req_ready, 1U);
  EXPECT_EQ(cycle(tlb, {}).miss_valid, 0U);
  const Out miss = cycle(tlb, {});
  EXPECT_EQ(miss.miss_valid, 1U);
  EXPECT_EQ(miss.miss_vpn, 0x4012345U);  // 27 bits
  EXPECT_EQ(miss.miss_asid, 3U);
  cycle(tlb, {0, 0, 1, 0xabcde, 0});
  cycle(tlb, {});
  cycle(tlb, {});
  const Out answer = cycle(tlb, {});
  EXPECT_EQ(answer.rsp_valid, 1U);
  EXPECT_EQ(answer.rsp_tag, 5U);
  EXPECT_EQ(answer.rsp_pa, 0xabcde678U);
  cycle(tlb, {0, 0, 0, 0, 1});
  EXPECT_EQ(cycle(tlb, load).flush_done, 1U);
  cycle(tlb, {});
  EXPECT_EQ(cycle(tlb, {}).miss_valid, 1U);
  unsigned n = 0;
  unsigned misses = 0;
  unsigned long long wide = 0;
  vapa_tlb_debug(tlb, &n, &wide, &n, &n, &n, &n, &wide, &n, &misses, &n, &n, &n);
  EXPECT_EQ(misses, 2U);
  vapa_tlb_delete(tlb);
}

TEST(TlbTwin, RestsUntilItIsGivenInputs) {
  void* tlb = twin_of(39, 0);
  ASSERT_NE(tlb, nullptr);
  const auto misses_and_valid = [&] {
    unsigned n = 0, valid = 1, misses = 1;
    unsigned long long wide = 0;
    vapa_tlb_debug(tlb, &valid, &wide, &n, &n, &n, &n, &wide, &n, &misses, &n, &n, &n);
    return std::pair(misses, valid);
  };
  vapa_tlb_tick(tlb);
  EXPECT_EQ(misses_and_valid(), std::pair(0U, 0U));
  cycle(tlb, {1, 0x1000, 0, 0, 0});
  vapa_tlb_reset(tlb);
  vapa_tlb_tick(tlb);  // the request before the reset is gone
  vapa_tlb_tick(tlb);
  EXPECT_EQ(misses_and_valid(), std::pair(0U, 0U));
  vapa_tlb_delete(tlb);
}

TEST(TlbTwin, TakesTheBitsThatThePortsHave) {
  // 6 entries in 3 ways, 2 miss entries: indices of 3 bits, walks of 1 bit
  void* tlb = vapa_tlb_new(6, 3, 7, 39, 40, 4, 6, 2, 4, 1, 1, 1);
  ASSERT_NE(tlb, nullptr);
  vapa_tlb_reset(tlb);
  cycle(tlb, {1, 0x1000, 0, 0, 0});
  for (int i = 0; i < 2; ++i) cycle(tlb, {});
  In fill{0, 0, 1, 0xabcde, 0};
  fill.fill_id = 2;  // 0 on a port of one bit
  cycle(tlb, fill);
  const auto shows = [&](unsigned index) {
    In in;
    in.debug_index = index;
    eval(tlb, in);
    unsigned n = 0, valid = 0;
    unsigned long long wide = 0;
    vapa_tlb_debug(tlb, &valid, &wide, &n, &n, &n, &n, &wide, &n, &n, &n, &n, &n);
    return valid == 1;
  };
  std::vector<unsigned> shown;
  for (unsigned i = 0; i < 16; ++i) {
    if (shows(i)) shown.push_back(i);
  }
  EXPECT_THAT(shown, testing::ElementsAre(3, 11));  // the page is in set 1; 6 and 7 name no entry
  vapa_tlb_delete(tlb);
}

TEST(TlbTwin, NullIsSaidToBeNone) {
  EXPECT_EXIT(vapa_tlb_tick(nullptr), testing::ExitedWithCode(1), "vapa_tlb_tick: no twin");
  EXPECT_EXIT(vapa_tlb_reset(nullptr), testing::ExitedWithCode(1), "vapa_tlb_reset: no twin");
  EXPECT_EXIT(cycle(nullptr, {}), testing::ExitedWithCode(1), "vapa_tlb_eval: no twin");
  vapa_tlb_delete(nullptr);
}

TEST(TlbTwin, NamesTheSeedOfTheRtl) { EXPECT_EQ(vapa_tlb_seed(7), vapa::first_random(7)); }

}  // namespace
