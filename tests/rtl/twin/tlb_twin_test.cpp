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
};

Out cycle(void* tlb, const In& in) {
  Out out;
  unsigned ignored = 0;
  vapa_tlb_eval(tlb, in.req_valid, 5, in.req_va, 0, 3, 0, in.fill_valid, 0, 0, 0, in.fill_ppn,
                0x7f & ~8U, in.flush_valid, 0, 0, 0, 0, 1, 1, 0, &out.req_ready, &out.rsp_valid,
                &out.rsp_tag, &out.rsp_fault, &out.rsp_pa, &out.miss_valid, &out.miss_id,
                &out.miss_vpn, &ignored, &out.miss_asid, &ignored, &ignored, &ignored,
                &out.flush_done);
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

TEST(TlbTwin, NamesTheSeedOfTheRtl) { EXPECT_EQ(vapa_tlb_seed(7), vapa::first_random(7)); }

}  // namespace
