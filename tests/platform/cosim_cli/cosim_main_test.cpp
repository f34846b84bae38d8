// The command line of a program with devices of its own.

#include "cosim_cli/cosim_main.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "platform/cosim/lookup_device.hpp"
#include "support/scratch_folder.hpp"

namespace vapa::cosim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Ending {
  int status = 0;
  std::string out;
  std::string err;
};

Ending run(std::vector<const char*> arguments, const std::vector<Dut>& devices) {
  arguments.insert(arguments.begin(), "./build/hold");
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Ending ending;
  ending.status = cosim_main(static_cast<int>(arguments.size()), arguments.data(), devices);
  ending.out = testing::internal::GetCapturedStdout();
  ending.err = testing::internal::GetCapturedStderr();
  return ending;
}

TEST(CosimMain, HoldsTheDevicesItIsGiven) {
  const Ending ending = run({"--cycles", "20k"}, {lookup_dut(Wrong::nothing)});
  EXPECT_EQ(ending.status, 0) << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("no mismatch\ncoverage: "));
}

TEST(CosimMain, ListsThemByWhatTheyCanDo) {
  Dut described = lookup_dut(Wrong::nothing);
  described.name = "another";
  described.description = "of its own";
  const Ending ending = run({"--list"}, {lookup_dut(Wrong::nothing), described});
  EXPECT_THAT(ending.out,
              HasSubstr("lookup        about 6 entries, 4KiB 2MiB, VA 39, PA 44, ASID 0"));
  EXPECT_THAT(ending.out, HasSubstr("latency 0, flush all, rights not checked\n"));
  EXPECT_THAT(ending.out, HasSubstr("another       of its own\n"));
}

TEST(CosimMain, SavesWhatFailedAndReplaysIt) {
  const test::TemporaryFolder folder;
  const std::string steps = (folder.path() / "steps.txt").string();
  const std::vector<Dut> devices{lookup_dut(Wrong::flush_forgets_an_entry)};
  const Ending first = run({"--save", steps.c_str()}, devices);
  EXPECT_EQ(first.status, 1) << first.err;
  EXPECT_THAT(first.out, HasSubstr("lookup: MISMATCH (oracle) in cycle "));
  EXPECT_THAT(first.out, HasSubstr("  ./build/hold --replay " + steps + "\ndoes it again\n"));
  EXPECT_THAT(first.out, HasSubstr("the last cycles:\n"));
  const Ending again = run({"--replay", steps.c_str()}, devices);
  EXPECT_EQ(again.status, 1) << again.err;
  EXPECT_THAT(again.out, HasSubstr("lookup: MISMATCH (oracle) in cycle "));
}

TEST(CosimMain, KnowsBeforeItRunsWhatCannotBeWritten) {
  const std::vector<Dut> devices{lookup_dut(Wrong::flush_forgets_an_entry)};
  for (const char* option : {"--save", "--junit"}) {
    const Ending ending = run({option, "/nowhere/file"}, devices);
    EXPECT_EQ(ending.status, 2);
    EXPECT_EQ(ending.out, "") << "no campaign";
    EXPECT_THAT(ending.err, HasSubstr("/nowhere/file: cannot be written"));
  }
}

TEST(CosimMain, TellsItsVerdictThoughItCannotBeWritten) {
  const Ending sound =
      run({"--cycles", "20k", "--junit", "/dev/full"}, {lookup_dut(Wrong::nothing)});
  EXPECT_EQ(sound.status, 2);
  EXPECT_THAT(sound.out, HasSubstr("no mismatch"));
  EXPECT_THAT(sound.err, HasSubstr("/dev/full: cannot be written"));
  const Ending wrong = run({"--save", "/dev/full", "--junit", "/dev/full"},
                           {lookup_dut(Wrong::flush_forgets_an_entry)});
  EXPECT_EQ(wrong.status, 1) << "a mismatch counts for more";
  EXPECT_THAT(wrong.out, HasSubstr("lookup: MISMATCH (oracle) in cycle "));
  EXPECT_THAT(wrong.out, HasSubstr("the last cycles:\n"));
}

TEST(CosimMain, WritesEachOutputIntoAFileOfItsOwn) {
  const test::TemporaryFolder folder;
  const std::string file = (folder.path() / "f").string();
  const Dut dut = lookup_dut(Wrong::nothing);
  const Ending same = run({"--save", file.c_str(), "--junit", file.c_str()}, {dut});
  EXPECT_EQ(same.status, 2);
  EXPECT_THAT(same.err, HasSubstr(file + ": is named twice; write to a file of its own"));
  const Ending after_the_device = run({"--junit", "./cosim-lookup.txt"}, {dut});
  EXPECT_EQ(after_the_device.status, 2) << "what failed would go there";
}

/// Answers wrongly from its second reset on.
class SpoiledByReset final : public TlbDevice {
 public:
  void reset() override {
    device_->reset();
    ++resets_;
  }
  const TlbOut& eval(const TlbIn& in) override {
    out_ = device_->eval(in);
    if (resets_ > 1 && out_.response) out_.response->pa.value ^= 0x1000U;
    return out_;
  }
  void tick() override { device_->tick(); }

 private:
  std::unique_ptr<TlbDevice> device_ = lookup_dut(Wrong::nothing).make();
  TlbOut out_;
  unsigned resets_ = 0;
};

TEST(CosimMain, SaysThatAFailureComesFromTheEpochsBefore) {
  const test::TemporaryFolder folder;
  const std::string steps = (folder.path() / "steps").string();
  Dut dut = lookup_dut(Wrong::nothing);
  dut.make = [] { return std::make_unique<SpoiledByReset>(); };
  const Ending ending = run({"--save", steps.c_str(), "--jobs", "1"}, {dut});
  EXPECT_EQ(ending.status, 1);
  EXPECT_THAT(ending.out, HasSubstr("lookup: MISMATCH (oracle) in cycle "));
  EXPECT_THAT(ending.out, HasSubstr("reset() leaves something of the epochs before"));
  EXPECT_THAT(ending.out, Not(HasSubstr("does it again")));
  EXPECT_TRUE(std::filesystem::exists(steps));
}

TEST(CosimMain, RefusesOptionsWithoutMeaning) {
  const Dut dut = lookup_dut(Wrong::nothing);
  const Ending replay = run({"--replay", "f", "--seed", "3", "--junit", "x"}, {dut});
  EXPECT_EQ(replay.status, 2);
  EXPECT_EQ(replay.err, "hold: --seed, --junit: without meaning beside --replay; leave it out\n");
  const Ending list = run({"--list", "--dut", "lookup"}, {dut});
  EXPECT_EQ(list.status, 2);
  EXPECT_EQ(list.err, "hold: --dut: without meaning beside --list; leave it out\n");
}

TEST(CosimMain, RefusesEmptyNames) {
  for (const char* option : {"--replay", "--save", "--junit"}) {
    const Ending ending = run({option, ""}, {lookup_dut(Wrong::nothing)});
    EXPECT_EQ(ending.status, 2);
    EXPECT_THAT(ending.err, HasSubstr(std::string(option) + ": is empty; give it a name"));
  }
}

TEST(CosimMain, BoundsItsEpochs) {
  const Dut dut = lookup_dut(Wrong::nothing);
  for (const char* epoch : {"0", "1000001", "0xffffffffffffffff"}) {
    const Ending ending = run({"--cycles", "5", "--epoch", epoch}, {dut});
    EXPECT_EQ(ending.status, 2);
    EXPECT_EQ(ending.err, "hold: --epoch: must be from 1 to 1M\n");
  }
}

/// Raises a signal in its tick of that number.
class Raises final : public TlbDevice {
 public:
  Raises(std::unique_ptr<TlbDevice> device, unsigned tick, int signal)
      : device_(std::move(device)), tick_(tick), signal_(signal) {}
  void reset() override { device_->reset(); }
  const TlbOut& eval(const TlbIn& in) override { return device_->eval(in); }
  void tick() override {
    if (++ticks_ == tick_) std::raise(signal_);
    device_->tick();
  }

 private:
  std::unique_ptr<TlbDevice> device_;
  unsigned tick_;
  int signal_;
  unsigned ticks_ = 0;
};

Dut raising(Dut dut, int signal) {
  dut.make = [make = dut.make, signal] { return std::make_unique<Raises>(make(), 50, signal); };
  return dut;
}

TEST(AnInterrupt, IsNoVerdict) {
  const test::TemporaryFolder folder;
  const std::string junit = (folder.path() / "j.xml").string();
  Dut never = lookup_dut(Wrong::nothing);
  never.name = "never";
  const Ending ending =
      run({"--cycles", "1T", "--epoch", "1M", "--jobs", "1", "--junit", junit.c_str()},
          {raising(lookup_dut(Wrong::nothing), SIGTERM), never});
  EXPECT_EQ(ending.status, 130);
  EXPECT_THAT(ending.out, HasSubstr("in 0 epochs"));
  EXPECT_THAT(ending.out, HasSubstr("interrupted, no mismatch until then"));
  std::ostringstream text;
  text << std::ifstream(junit).rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("tests=\"2\" failures=\"0\" skipped=\"2\""));
  EXPECT_THAT(text.str(), HasSubstr("<skipped message=\"interrupted after "));
}

TEST(AnInterrupt, LeavesAMismatchOne) {
  Dut found = lookup_dut(Wrong::answers_late);
  found.name = "found";
  const test::TemporaryFolder folder;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const Ending ending = run({"--jobs", "1"}, {found, raising(lookup_dut(Wrong::nothing), SIGINT)});
  std::filesystem::current_path(before);
  EXPECT_EQ(ending.status, 1) << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("found: MISMATCH (protocol)"));
  EXPECT_THAT(ending.out, HasSubstr("interrupted, no mismatch until then"));
}

TEST(AnInterrupt, EndsAReplay) {
  const test::TemporaryFolder folder;
  const std::string steps = (folder.path() / "steps.txt").string();
  std::ofstream(steps) << "vapa-stimulus 1\ndevice lookup\nseed 4\n+0 flush\n+9999 flush\n";
  const Ending ending =
      run({"--replay", steps.c_str()}, {raising(lookup_dut(Wrong::nothing), SIGINT)});
  EXPECT_EQ(ending.status, 130) << ending.err;
  EXPECT_THAT(ending.out, HasSubstr("lookup: interrupted in cycle 51, no mismatch until then\n"));
}

TEST(CosimMain, TellsWhatADeviceThrew) {
  Dut dut = lookup_dut(Wrong::nothing);
  std::atomic<unsigned> made = 0;
  dut.make = [&, make = dut.make] {
    if (++made == 2) throw std::runtime_error("no licence");
    return make();
  };
  Dut sound = lookup_dut(Wrong::nothing);
  sound.name = "sound";
  const test::TemporaryFolder folder;
  const std::string junit = (folder.path() / "junit").string();
  const Ending ending =
      run({"--cycles", "50k", "--jobs", "2", "--junit", junit.c_str()}, {sound, dut});
  EXPECT_EQ(ending.status, 1);
  EXPECT_EQ(ending.err, "hold: internal failure: no licence\n");
  std::ostringstream verdicts;
  verdicts << std::ifstream(junit).rdbuf();
  EXPECT_THAT(verdicts.str(), HasSubstr("tests=\"2\" failures=\"0\" skipped=\"1\""));
}

TEST(CosimMain, RefusesWrongUseWithTheMend) {
  const Dut dut = lookup_dut(Wrong::nothing);
  const Ending twice = run({}, {dut, dut});
  EXPECT_EQ(twice.status, 2);
  EXPECT_EQ(twice.err, "hold: device lookup: name: is given to two devices; each needs its own\n");
  const Ending option = run({"--cylces", "5"}, {dut});
  EXPECT_EQ(option.status, 2);
  EXPECT_THAT(option.err, HasSubstr("hold: --cylces: not expected here; did you mean --cycles?"));
  const Ending name = run({"--dut", "lokup"}, {dut});
  EXPECT_EQ(name.status, 2);
  EXPECT_THAT(name.err, HasSubstr("lokup: no such device; did you mean lookup?"));
  EXPECT_THAT(name.err, HasSubstr("`./build/hold --list` lists them"));
}

}  // namespace
}  // namespace vapa::cosim
