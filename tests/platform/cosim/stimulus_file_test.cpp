#include "cosim/stimulus_file.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/tlb/pipelined_tlb.hpp"
#include "cosim/random_stimulus.hpp"

namespace vapa::cosim {
namespace {

TEST(StimulusFile, ReadsWhatItWrites) {
  const Capabilities capabilities;
  const World world(capabilities, 20, 3);
  RandomStimulus random(world, capabilities, 4);
  StimulusFile file;
  file.device = "full";
  file.epoch = {77, 1234, false, true, true};
  for (unsigned i = 0; i < 500; ++i) {
    Item item = *random.next();
    if (auto* r = std::get_if<TlbRequest>(&item.what)) r->tag = 0;
    file.items.push_back(item);
  }
  const StimulusFile back = parse_stimulus(stimulus_text(file), "f");
  EXPECT_EQ(back.device, file.device);
  EXPECT_EQ(back.epoch.seed, 77U);
  EXPECT_EQ(back.epoch.cycles, 1234U);
  EXPECT_FALSE(back.epoch.stalls);
  EXPECT_TRUE(back.epoch.waits);
  EXPECT_EQ(back.items, file.items);
}

TEST(StimulusFile, DelaysItsFirstStepToo) {
  const auto file = parse_stimulus("vapa-stimulus 1\ndevice d\n+7 flush\n", "f");
  const PipelinedTlbConfig config;
  const Dut dut{"d", capabilities_of(config),
                [config] { return std::make_unique<PipelinedTlb>(config, 1); }};
  Cycle begin = 0;
  replay(dut, file.epoch, file.items, [&](const CycleView& view) {
    if (view.in.flush && begin == 0) begin = view.cycle;
  });
  EXPECT_EQ(begin, 8U) << "the first cycle is 1";
}

struct BadFile {
  const char* name;
  const char* text;
  const char* message;
};

const std::vector<BadFile> bad_files{
    {"Empty", "", "f:1: must begin with 'vapa-stimulus 1'"},
    {"Another", "hello\n", "f:1: must begin with 'vapa-stimulus 1'"},
    {"NoDevice", "vapa-stimulus 1\n", "names no device"},
    {"UnknownKey", "vapa-stimulus 1\ndevise full\n", "f:2: devise: a line begins with device"},
    {"NoName", "vapa-stimulus 1\ndevice\n", "f:2: the name is missing"},
    {"SeedThatIsNone", "vapa-stimulus 1\nseed x\n", "f:2: x: seed must be"},
    {"StallsMaybe", "vapa-stimulus 1\nstalls maybe\n", "f:2: maybe: stalls is yes or no"},
    {"DelayTooLong", "vapa-stimulus 1\n+65536 flush\n", "f:2: +65536: a step begins with +N"},
    {"UnknownStep", "vapa-stimulus 1\n+1 wait\n", "f:2: wait: a step is a request"},
    {"UnknownAccess", "vapa-stimulus 1\n+1 request jump va 1 asid 1 mode 1\n",
     "f:2: jump: an access is load"},
    {"NoAddress", "vapa-stimulus 1\n+1 request load va\n", "f:2: the address is missing"},
    {"WrongWord", "vapa-stimulus 1\n+1 request load at 5\n", "f:2: at: 'va' is expected here"},
    {"ModeTooLarge", "vapa-stimulus 1\n+1 request load va 1 asid 1 mode 32\n",
     "f:2: 32: mode must be at most 31"},
    {"AsidTooLarge", "vapa-stimulus 1\n+1 flush asid 65536\n", "f:2: 65536: ASID must be"},
    {"FlushOfWhat", "vapa-stimulus 1\n+1 flush page 5\n", "f:2: page: a flush has va"},
    {"EditBetweenEntries", "vapa-stimulus 1\n+1 edit at 4 value 5\n",
     "f:2: an entry begins at a multiple of 8"},
    {"SettingWithTooMuch", "vapa-stimulus 1\nseed 1 2\n", "f:2: 2: not expected here"},
    {"TooMuch", "vapa-stimulus 1\n+1 edit at 8 value 5 6\n", "f:2: 6: not expected here"},
};

class BadStimulus : public testing::TestWithParam<BadFile> {};

TEST_P(BadStimulus, IsRefusedWithItsPlace) {
  try {
    parse_stimulus(GetParam().text, "f");
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find(GetParam().message), std::string::npos)
        << error.what();
  }
}

INSTANTIATE_TEST_SUITE_P(Files, BadStimulus, testing::ValuesIn(bad_files),
                         [](const auto& file) { return std::string(file.param.name); });

}  // namespace
}  // namespace vapa::cosim
