// What `vapa explain` tells of one access, held against the same figures worked out by hand.

#include <gmock/gmock.h>

#include <regex>

#include "platform/cli/program.hpp"

namespace vapa {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string explain(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{"explain"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const Ending ending = run_vapa(Scratch{}, words);
  EXPECT_EQ(ending.status, 0) << ending.err;
  return ending.out;
}

/// The figures of section 6: the parts, their steps (further in) and the total.
struct Cycles {
  std::vector<long> parts;
  long translation = 0, steps_of_translation = 0, total = 0;
};

Cycles cycles_in(const std::string& text) {
  Cycles cycles;
  std::istringstream lines(text.substr(text.find("6. The cycles")));
  std::string line;
  std::getline(lines, line);
  bool in_translation = false;
  while (std::getline(lines, line) && !line.empty()) {
    const long value = std::stol(line);
    if (line.find("in all") != std::string::npos) {
      cycles.total = value;
    } else if (line.starts_with("              ")) {
      if (in_translation) cycles.steps_of_translation += value;
    } else {
      cycles.parts.push_back(value);
      in_translation = line.find("translation") != std::string::npos;
      if (in_translation) cycles.translation = value;
    }
  }
  return cycles;
}

// 0x10000000 = 1 0000 0000 0000 0000 0000 0000 0000: index 2 is 0x80, the others 0.
TEST(Explain, SplitsTheAddressAndFollowsTheWalkOfAFirstTouch) {
  const std::string text =
      explain({"--workload", "sequential:footprint=1MiB,accesses=10,write=1", "--at", "1"});
  EXPECT_THAT(text, HasSubstr("index 2   bits 29..21  0x080 = 128"));
  EXPECT_THAT(text, HasSubstr("offset    bits 11..0   0x000 = 0"));
  EXPECT_THAT(text, HasSubstr("kernel: area 0x10000000-0x10100000 rw-p anonymous"));
  EXPECT_THAT(text, HasSubstr("kernel: kernel.minor_faults +1"));
  EXPECT_THAT(text, HasSubstr("-> fault: the entry is not present; code 0x6"));
  EXPECT_THAT(text, HasSubstr("write      passed   the page grants it"));
  EXPECT_THAT(text, HasSubstr("dirty      passed   already set"));
}

TEST(Explain, TheStepsOfTheCyclesAddUp) {
  for (const char* at : {"1", "2", "777"}) {
    const Cycles cycles =
        cycles_in(explain({"--workload", "uniform:footprint=64MiB,accesses=1K,write=0.5", "--at",
                           at, "--set", "cache.l1d.index=pipt"}));
    long sum = 0;
    for (const long part : cycles.parts) sum += part;
    EXPECT_EQ(sum, cycles.total) << at;
    EXPECT_EQ(cycles.steps_of_translation, cycles.translation) << at;
    EXPECT_GT(cycles.translation, 0) << at;
  }
}

TEST(Explain, TellsBothPagesOfAStraddlingAccess) {
  const std::string text = explain(
      {"--workload", "stride:footprint=1MiB,accesses=9,size=16,base=0x10000ff8", "--at", "5"});
  EXPECT_THAT(text, HasSubstr("PART 1: 8 bytes at 0x10004ff8"));
  EXPECT_THAT(text, HasSubstr("PART 2: 8 bytes at 0x10005000"));
  EXPECT_THAT(text, HasSubstr("index 1   bits 20..12  0x005 = 5"));
}

TEST(Explain, TellsThatTheFirstPartOfAnAccessBroughtTheLargePageOfTheSecond) {
  const std::string text = explain({"--workload", "stride:footprint=4MiB,size=16,base=0x10000ff8",
                                    "--at", "1", "--set", "kernel.page_size=2MiB"});
  const std::string second = text.substr(text.find("PART 2"));
  EXPECT_THAT(second, HasSubstr("the walk for the part before this one filled a TLB"));
  EXPECT_THAT(second, HasSubstr("mapped     passed"));
  EXPECT_THAT(second, HasSubstr("(PPN 0x"));
}

TEST(Explain, SplitsALargePageAsItsOwnSize) {
  const std::string text =
      explain({"--workload", "uniform:footprint=64MiB,accesses=100,seed=1", "--at", "9", "--set",
               "kernel.page_size=2MiB", "--set", "mmu.dtlb.entries=6"});
  EXPECT_THAT(text, HasSubstr("It lies in a page of 2 MiB: VPN 0x"));
  EXPECT_THAT(text, HasSubstr("offset bits 20..0 0x"));
  EXPECT_THAT(text, HasSubstr("dtlb: fully associative, 6 entries"));
}

TEST(Explain, SaysWhyAProbeIsRefused) {
  const std::vector<std::string> program{"--workload", "uniform:footprint=1MiB,accesses=10"};
  const auto probe = [&](const char* va) { return explain({program[0], program[1], "--va", va}); };
  EXPECT_THAT(probe("0x20000000"),
              AllOf(HasSubstr("mapped     refused  the entry is not present"),
                    HasSubstr("no area of the address space"), HasSubstr("code 0x4")));
  EXPECT_THAT(
      probe("0x8000000000000000"),
      AllOf(HasSubstr("canonical  refused"), Not(HasSubstr("code")), HasSubstr("nothing is read")));
}

TEST(Explain, CountsTheAccessesOfAWorkloadThatEndedBefore) {
  const Ending ending = run_vapa(
      Scratch{}, {"explain", "--workload", "uniform:footprint=1MiB,accesses=10", "--at", "11"});
  EXPECT_EQ(ending.status, 2);
  EXPECT_THAT(ending.err, HasSubstr("ended after 10 accesses"));
}

TEST(Explain, DoesNotCountTheAccessThatEndedTheWorkload) {
  const Scratch scratch;
  scratch.write("trace", " L 1000,8\n L 1008,8\n L 8000000000000000,8\n");
  const Ending ending = run_vapa(scratch, {"explain", "--workload", "./trace", "--at", "3"});
  EXPECT_EQ(ending.status, 2);
  EXPECT_THAT(ending.err, HasSubstr("ended after 2 accesses"));
}

}  // namespace
}  // namespace vapa
