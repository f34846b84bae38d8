// Devices that are wrong in one thing each: oracle and protocol find it without a twin.

#include <gtest/gtest.h>

#include "cosim/campaign.hpp"
#include "platform/cosim/broken_device.hpp"

namespace vapa::cosim {
namespace {

struct Fault {
  const char* name;
  BrokenDevice::BreakIn in;
  BrokenDevice::BreakOut out;
  Judge judge;
};

const std::vector<Fault> faults{
    {"FlushByAddressDoesNothing",
     [](TlbIn& in) {
       if (in.flush && in.flush->va) in.flush->va = VirtAddr{in.flush->va->value ^ 0x40000000000U};
     },
     nullptr, Judge::oracle},
    {"FlushByAddressForgetsTheHighBits",
     [](TlbIn& in) {
       if (in.flush && in.flush->va) in.flush->va = VirtAddr{in.flush->va->value & 0x3fffffffU};
     },
     nullptr, Judge::oracle},
    {"FlushOfEverythingTakesOneAddressSpaceOnly",
     [](TlbIn& in) {
       if (in.flush && !in.flush->asid) in.flush->asid = Asid{1};
     },
     nullptr, Judge::oracle},
    {"FlushNamesAnotherAddressSpace",
     [](TlbIn& in) {
       if (in.flush && in.flush->asid) in.flush->asid->value ^= 1U;
     },
     nullptr, Judge::oracle},
    {"AnAddressBitIsLost", nullptr,
     [](TlbOut& out) {
       if (out.response) out.response->pa.value &= ~(std::uint64_t{1} << 47U);
     },
     Judge::oracle},
    {"TheHighestPageNumberBitIsLost",
     [](TlbIn& in) {
       if (!in.request) return;
       const VirtAddr va = in.request->va;
       in.request->va = VirtAddr{va.value & 0x3fff'ffff'ffffU};
     },
     nullptr, Judge::protocol},
    {"AddressSpacesAreMixedUp",
     [](TlbIn& in) {
       if (in.fill) in.fill->rights |= right_g;
     },
     nullptr, Judge::oracle},
    {"MxrIsForgotten",
     [](TlbIn& in) {
       if (in.fill && (in.fill->rights & right_x) != 0) in.fill->rights |= right_r;
     },
     nullptr, Judge::oracle},
    {"TheUserBitIsForgotten",
     [](TlbIn& in) {
       if (in.fill) in.fill->rights |= right_u;
     },
     nullptr, Judge::oracle},
    {"ALargePageIsTakenForASmallerOne",
     [](TlbIn& in) {
       if (in.fill && in.fill->level == 2) in.fill->level = 1;
     },
     nullptr, Judge::oracle},
    {"AResponseHasAnotherTag", nullptr,
     [](TlbOut& out) {
       if (out.response) out.response->tag ^= 0x80U;
     },
     Judge::protocol},
    {"AResponseIsLost", nullptr,
     [](TlbOut& out) {
       if (out.response && out.response->tag == 7) out.response.reset();
     },
     Judge::liveness},
    {"AFlushNeverEnds", nullptr, [](TlbOut& out) { out.flush_done = false; }, Judge::liveness},
    {"FillsAreTakenNoMore", [](TlbIn& in) { in.fill.reset(); },
     [](TlbOut& out) { out.fill_ready = false; }, Judge::liveness},
    {"TheDirtyBitIsNotSet",
     [](TlbIn& in) {
       if (in.fill && (in.fill->rights & right_w) != 0) in.fill->rights |= right_d;
     },
     nullptr, Judge::oracle},
    {"AFlushEndsTwice", nullptr, [](TlbOut& out) { out.flush_done = true; }, Judge::protocol},
    {"TheMissHasAnotherPage", nullptr,
     [](TlbOut& out) {
       if (out.miss) out.miss->page.value ^= 0x1000U;
     },
     Judge::protocol},
    {"TheMissHasANumberThatIsNone", nullptr,
     [](TlbOut& out) {
       if (out.miss) out.miss->id = 9;
     },
     Judge::protocol},
};

class FaultyDevice : public testing::TestWithParam<Fault> {};

TEST_P(FaultyDevice, IsFound) {
  const PipelinedTlbConfig config;
  const Dut dut = broken_dut(config, GetParam().in, GetParam().out);
  CampaignSettings settings;
  settings.cycles = 2'000'000;
  const CampaignResult result = run_campaign(dut, settings, nullptr);
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->mismatch.judge, GetParam().judge) << result.failure->mismatch.what;
}

INSTANTIATE_TEST_SUITE_P(Faults, FaultyDevice, testing::ValuesIn(faults),
                         [](const auto& fault) { return std::string(fault.param.name); });

TEST(SoundDevice, IsNotBlamed) {
  CampaignSettings settings;
  settings.cycles = 500'000;
  const CampaignResult result = run_campaign(broken_dut({}, nullptr, nullptr), settings, nullptr);
  EXPECT_FALSE(result.failure) << result.failure->mismatch.what;
}

}  // namespace
}  // namespace vapa::cosim
