#include "sw/workload/convert.hpp"

#include <gmock/gmock.h>

#include "sw/workload/helpers.hpp"
#include "sw/workload/native/writer.hpp"

namespace vapa {
namespace {

using namespace testing_workload;
using ::testing::HasSubstr;

constexpr ConvertOptions to_text{.to = ConvertOptions::To::lackey};

const std::string text =
    "SYSCALL[1,1](257) sys_openat ( 4294967196, 0x10(/lib/a (1), b.so), 524288 )[sync] --> "
    "Success(0x3) \n"
    "I  04001000,3\n L 1fff000ff8,8\n"
    "SYSCALL[1,1](9) sys_mmap ( 0x0, 8192, 5, 2050, 3, 4096 ) --> [pre-success] Success(0x5000000) "
    "\n"
    "SYSCALL[1,2](56) sys_clone ( 1200011, 0x0, 0x0, 0x4a2ca10, 0x0 )   clone(fork): process 1 "
    "created child 2\n"
    " --> [pre-success] Success(0x2) \n"
    "I  04001003,15\n M 1fff000ff8,10\n S ffffffffffffff00,32\n"
    "SYSCALL[1,1](10) sys_mprotect ( 0x6000000, 4096, 1 )[sync] --> Failure(0xc) \n"
    "SYSCALL[1,1](15) sys_rt_sigreturn ( ) --> [pre-success] NoWriteResult \n"
    "I  04001012,2\n";

void expect_equal(const Drained& a, const Drained& b) {
  EXPECT_EQ(a.events, b.events);
  ASSERT_EQ(a.calls.size(), b.calls.size());
  for (std::size_t index = 0; index < a.calls.size(); ++index) {
    EXPECT_EQ(a.calls[index].call.name, b.calls[index].call.name) << index;
    EXPECT_EQ(a.calls[index].call.args, b.calls[index].call.args) << index;
    EXPECT_EQ(a.calls[index].call.has_result, b.calls[index].call.has_result) << index;
    EXPECT_EQ(a.calls[index].call.result, b.calls[index].call.result) << index;
    EXPECT_EQ(a.calls[index].call.file, b.calls[index].call.file) << index;
    EXPECT_EQ(a.calls[index].thread, b.calls[index].thread) << index;
    EXPECT_EQ(a.calls[index].peer, b.calls[index].peer) << index;
  }
}

TEST(Convert, ATextComesBackFromTheNativeFormWithItsCallsAndFiles) {
  Folder folder;
  const std::string original = folder.write("a.lackey", text);
  const Converted converted = convert(original, folder.path("b.vapa"));
  EXPECT_EQ(converted.accesses, 6U);
  EXPECT_EQ(converted.calls, 5U);
  convert(folder.path("b.vapa"), folder.path("c.lackey"), to_text);
  const auto expected = drain_only_process(original);
  expect_equal(drain_only_process(folder.path("b.vapa")), expected);
  expect_equal(drain_only_process(folder.path("c.lackey")), expected);
  EXPECT_EQ(open_workload(folder.path("c.lackey"))[0].image.files.at(0).path, "/lib/a (1), b.so");
}

TEST(Convert, TheTextIsWhatLackeyPrints) {
  Folder folder;
  const std::string accesses = "I  0401ab70,3\n L 1fff0006d8,8\n S 00000010,4\n M 04033e06,1\n";
  convert(folder.write("a", accesses), folder.path("b"), to_text);
  EXPECT_EQ(read_file(folder.path("b")), accesses);
}

TEST(Convert, AWindowKeepsTheCallsBeforeItAndNoneBehindIt) {
  Folder folder;
  const std::string original = folder.write("a.lackey", text);
  convert(original, folder.path("b.vapa"), {.skip = 2, .limit = 2});
  const auto window = drain_only_process(folder.path("b.vapa"));
  EXPECT_EQ(count(window.events), (std::array<std::uint64_t, 5>{0, 0, 1, 1, 3}));
}

TEST(Convert, ASkipBeyondTheEndLeavesTheCalls) {
  Folder folder;
  const Converted converted =
      convert(folder.write("a.lackey", text), folder.path("b.vapa"), {.skip = 1000});
  EXPECT_EQ(converted.accesses, 0U);
  EXPECT_EQ(converted.calls, 5U);
}

TEST(Convert, ASyntheticWorkloadKeepsItsMappingAndItsDependences) {
  Folder folder;
  convert("chase:footprint=1MiB,accesses=10K", folder.path("b.vapa"));
  auto original = open_workload("chase:footprint=1MiB,accesses=10K");
  auto copy = open_workload(folder.path("b.vapa"));
  EXPECT_EQ(copy[0].image.mappings.at(0).start, original[0].image.mappings.at(0).start);
  EXPECT_EQ(copy[0].image.name, original[0].image.name);
  EXPECT_EQ(drain(*copy[0].program).events, drain(*original[0].program).events);
}

TEST(Convert, SeveralProcessesDoNotFitIntoAText) {
  Folder folder;
  native::Writer writer(folder.path("a.vapa"));
  writer.add_stream({});
  writer.add_stream({});
  writer.finish();
  EXPECT_THAT(message_of([&] { convert(folder.path("a.vapa"), folder.path("b"), to_text); }),
              HasSubstr("2 processes"));
}

TEST(Convert, ADefectOfTheInputLeavesNoOutput) {
  Folder folder;
  const std::string bad = folder.write("a.lackey", text + "broken\n");
  EXPECT_THAT(message_of([&] { convert(bad, folder.path("b.vapa")); }), HasSubstr(":13: "));
  EXPECT_FALSE(std::filesystem::exists(folder.path("b.vapa")));
}

TEST(Convert, ProgressIsToldOfEveryAccess) {
  Folder folder;
  std::uint64_t last = 0;
  convert("uniform:accesses=10K", folder.path("b.vapa"), {},
          [&](std::uint64_t done) { last = done; });
  EXPECT_EQ(last, 10000U);
}

TEST(Convert, TheSameInputGivesTheSameBytes) {
  Folder folder;
  convert("zipf:accesses=10K", folder.path("a.vapa"));
  convert("zipf:accesses=10K", folder.path("b.vapa"));
  EXPECT_EQ(read_file(folder.path("a.vapa")), read_file(folder.path("b.vapa")));
}

TEST(Convert, ADefectBehindTheLimitIsNotReached) {
  Folder folder;
  std::string lines;
  for (int line = 0; line < 4096; ++line) lines += " L 10,1\n";
  const std::string path = folder.write("t.lackey", lines + "broken\n");
  const ConvertOptions window{.limit = 4096};
  EXPECT_EQ(convert(path, folder.path("t.vapa"), window).accesses, 4096U);
}

}  // namespace
}  // namespace vapa
