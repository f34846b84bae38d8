// The text of valgrind's lackey, good and bad.
#include <gmock/gmock.h>

#include "sw/workload/helpers.hpp"

namespace vapa {
namespace {

using namespace testing_workload;
using ::testing::AllOf;
using ::testing::HasSubstr;

Drained read(const std::string& text) {
  Folder folder;
  return drain_only_process(folder.write("t.lackey", text));
}

TEST(Lackey, EachLetterIsItsAccess) {
  const auto all = read("I  0401ab70,3\n L 1fff0006d8,8\n S 04033ad0,4\n M 04033e06,1\n");
  const std::vector<Event> expected{{.va = VirtAddr{0x401ab70}, .size = 3, .op = Op::fetch},
                                    {.va = VirtAddr{0x1fff0006d8}, .size = 8, .op = Op::load},
                                    {.va = VirtAddr{0x4033ad0}, .size = 4, .op = Op::store},
                                    {.va = VirtAddr{0x4033e06}, .size = 1, .op = Op::rmw}};
  EXPECT_EQ(all.events, expected);
}

TEST(Lackey, TheCacheLabsShortAddressesAndSingleSpacesAreFine) {
  const auto all = read(" L 10,1\n M 20,1\n L 22,1\n S 18,1\nI 04,4\n");
  EXPECT_EQ(count(all.events), (std::array<std::uint64_t, 5>{2, 1, 1, 1, 0}));
}

TEST(Lackey, MessagesOfValgrindAndEmptyLinesAreNoAccesses) {
  EXPECT_EQ(read("==12== Lackey, an example\n--12-- note\n\n L 10,1\n==12== \n").events.size(), 1U);
}

TEST(Lackey, LinesMayEndAsOnDos) { EXPECT_EQ(read(" L 10,1\r\n S 20,2\r\n").events.size(), 2U); }

TEST(Lackey, TheLastLineNeedsNoNewline) { EXPECT_EQ(read(" L 10,1\n S 20,2").events.size(), 2U); }

TEST(Lackey, TheHighestByteOfTheAddressSpaceCanBeAccessed) {
  EXPECT_EQ(read(" L ffffffffffffffff,1\n").events[0].va, VirtAddr{~std::uint64_t{0}});
}

struct BadLine {
  const char* text;
  const char* expected;
};
class BadLackey : public ::testing::TestWithParam<BadLine> {};

TEST_P(BadLackey, ALineIsAnErrorWithFileAndLine) {
  Folder folder;
  const std::string path =
      folder.write("t.lackey", std::string(" L 10,1\n S 20,1\n") + GetParam().text);
  EXPECT_THAT(message_of([&] { drain_only_process(path); }),
              AllOf(HasSubstr(path + ":3: "), HasSubstr(GetParam().expected)));
}

INSTANTIATE_TEST_SUITE_P(
    Lines, BadLackey,
    ::testing::Values(
        BadLine{" L 10,0\n", "no bytes"}, BadLine{" L 10,4097\n", "more than 4096"},
        BadLine{" L 10,99999999999999999999999\n", "more than 4096"},
        BadLine{" L 11112222333344445,1\n", "beyond 64 bits"},
        BadLine{" L ffffffffffffffff,2\n", "beyond 64 bits"},
        BadLine{" L 10\n", "not a line of lackey"}, BadLine{" L ,1\n", "not a line"},
        BadLine{" L 10,\n", "not a line"}, BadLine{" L 10,8x\n", "not a line"},
        BadLine{" L zz,8\n", "not a line"}, BadLine{"I  0401ab", "not a line"},
        BadLine{"hello\n", "not a line"}, BadLine{" X 10,1\n", "not a line"},
        BadLine{"SYSCALL[1,\n", "not a line"}, BadLine{"YSCALL[1,1](3)\n", "not a line"},
        BadLine{"SYSCALL[1,0](3) sys_close ( 3 )[sync] --> Success(0x0) \n", "not a line"},
        BadLine{"SYSCALL[1,70000](3) sys_close ( 3 )[sync] --> Success(0x0) \n", "not a line"},
        BadLine{"SYSCALL[1,1](9) sys_mmap ( 0x0, ?\n", "not a line"}),
    [](const auto& line) { return std::to_string(line.index); });

TEST(Lackey, ALineThatNeverEndsIsAnError) {
  Folder folder;
  const std::string path = folder.write("t.lackey", std::string(3U << 20U, '7'));
  EXPECT_THAT(message_of([&] { drain_only_process(path); }),
              AllOf(HasSubstr(path + ":1: "), HasSubstr("1 MiB")));
}

TEST(Lackey, WhatStandsBeforeADefectIsDelivered) {
  Folder folder;
  std::string text;
  for (int line = 0; line < 10000; ++line) text += " L 10,1\n";
  auto processes = open_workload(folder.write("t.lackey", text + "broken\n"));
  std::size_t events = 0;
  const std::string message = message_of([&] {
    for (auto batch = processes[0].program->next(); !batch.empty();
         batch = processes[0].program->next()) {
      events += batch.size();
    }
  });
  EXPECT_THAT(message, HasSubstr(":10001: "));
  EXPECT_EQ(events, 10000U);
}

constexpr const char* with_calls =
    "I  04001000,3\n"
    "SYSCALL[7,1](12) sys_brk ( 0x0 ) --> [pre-success] Success(0x4035000) \n"
    "SYSCALL[7,1](257) sys_openat ( 4294967196, 0x4034bb0(/usr/libexec/valgrind/"
    "vgpreload_core-amd64-linux.so), 524288 ) --> [async] ... \n"
    "SYSCALL[7,1](257) ... [async] --> Success(0x3) \n"
    "SYSCALL[7,1](9) sys_mmap ( 0x0, 16400, 1, 2050, 3, 0 ) --> [pre-success] Success(0x4837000) \n"
    " L 04838000,8\n"
    "SYSCALL[7,1](3) sys_close ( 3 )[sync] --> Success(0x0) \n"
    "SYSCALL[7,1](257) sys_openat ( 4294967196, 0x4835540(/lib/libc.so.6), 524288 ) --> [async] "
    "... \n"
    "SYSCALL[7,1](257) ... [async] --> Success(0x3) \n"
    "SYSCALL[7,1](9) sys_mmap ( 0x0, 8192, 5, 2050, 3, 4096 ) --> [pre-success] Success(0x5000000) "
    "\n"
    "SYSCALL[7,1](9) sys_mmap ( 0x0, 4096, 3, 34, 4294967295, 0 ) --> [pre-success] "
    "Success(0x6000000) \n"
    "SYSCALL[7,1](10) sys_mprotect ( 0x6000000, 4096, 1 )[sync] --> Failure(0xc) \n"
    "SYSCALL[7,1](334) unimplemented (by the kernel) syscall: 334! (ni_syscall)\n"
    " --> [pre-fail] Failure(0x26) \n"
    "SYSCALL[7,1](0) sys_read ( 0, 0x6000010, 100 ) --> [async] ... \n"
    "SYSCALL[7,1](0) ... [async] --> Success(0x40) \n"
    "I  04001003,2\n";

TEST(Lackey, SystemCallsStandAmongTheAccessesWithArgumentsAndResults) {
  const auto all = read(with_calls);
  ASSERT_EQ(all.calls.size(), 7U);
  EXPECT_EQ(all.calls[0].call.name, Syscall::brk);
  EXPECT_EQ(all.calls[0].call.result, 0x4035000);
  const Call& library = all.calls[2].call;
  EXPECT_EQ(library.name, Syscall::mmap);
  EXPECT_EQ(library.args, (std::array<std::uint64_t, 6>{0, 8192, 5, 2050, 3, 4096}));
  const Call& anonymous = all.calls[3].call;
  EXPECT_EQ(anonymous.args[4], ~std::uint64_t{0}) << "a descriptor of −1 is one of 64 bits";
  EXPECT_EQ(anonymous.file, Call::no_file);
  EXPECT_EQ(all.calls[4].call.result, -12);
  EXPECT_EQ(all.calls[5].call.name, Syscall::other);
  EXPECT_EQ(all.calls[5].call.result, -38);
}

TEST(Lackey, AMappedFileIsKnownByItsNameBeforeTheProgramRuns) {
  Folder folder;
  auto processes = open_workload(folder.write("t.lackey", with_calls));
  const ProcessImage& image = processes[0].image;
  ASSERT_EQ(image.files.size(), 1U);
  EXPECT_EQ(image.files[0].path, "/lib/libc.so.6");
  EXPECT_EQ(image.brk, VirtAddr{0x4035000});
  EXPECT_TRUE(image.infer_vmas);
  EXPECT_EQ(drain(*processes[0].program).calls[2].call.file, 0U);
}

TEST(Lackey, WhatTheRecorderMappedIsLeftOut) {
  const auto all = read(with_calls);
  EXPECT_EQ(count(all.events), (std::array<std::uint64_t, 5>{0, 0, 0, 2, 7}));
}

TEST(Lackey, AReadTellsTheBufferThatTheKernelFilled) {
  const auto all = read(with_calls);
  const std::vector<CallBuffer> expected{{VirtAddr{0x6000010}, 0x40, true}};
  EXPECT_EQ(all.calls[6].buffers, expected);
}

TEST(Lackey, ACallThatRunsIntoTheNextLineCostsNeither) {
  const auto all = read(
      "SYSCALL[7,1](56) sys_clone ( 1200011, 0x0, 0x0, 0x4a2ca10, 0x0 )   clone(fork): process 7 "
      "created child 8\n --> [pre-success] Success(0x8) \n"
      "SYSCALL[7,1](59) sys_execve ( 0x4035fe8(/usr/bin/cat), 0x1, 0x2 )SYSCALL[7,1](3) sys_close "
      "( "
      "2 )[sync] --> Success(0x0) \n"
      "SYSCALL[7,1](59) sys_execve ( 0x4035fe8(/bin/(a, b)), 0x1, 0x2 )I  04001003,2\n");
  ASSERT_EQ(all.calls.size(), 4U);
  EXPECT_EQ(all.calls[0].call.name, Syscall::fork);
  EXPECT_EQ(all.calls[0].peer, 8U);
  EXPECT_EQ(all.calls[1].call.name, Syscall::exec);
  EXPECT_FALSE(all.calls[1].call.has_result);
  EXPECT_EQ(all.calls[2].call.name, Syscall::close);
  EXPECT_EQ(count(all.events)[3], 1U);
}

TEST(Lackey, ACallRestartedAfterASignalCountsOnce) {
  const auto all = read(
      "SYSCALL[7,1](61) sys_wait4 ( 4294967295, 0x1c, 0, 0x0 ) --> [async] ... \n"
      "SYSCALL[7,1](15) sys_rt_sigreturn ( ) --> [pre-success] NoWriteResult \n"
      "SYSCALL[7,1](61) sys_wait4 ( 4294967295, 0x1c, 0, 0x0 ) --> [async] ... \n"
      "SYSCALL[7,1](61) ... [async] --> Success(0x9) \n"
      "SYSCALL[7,1](61) sys_wait4 ( 4294967295, 0x1c, 0, 0x0 ) --> [async] ... \n"
      "SYSCALL[7,1](15) sys_rt_sigreturn ( ) --> [pre-success] NoWriteResult \n"
      "SYSCALL[7,1](61) sys_wait4 ( 4294967295, 0x1c, 1, 0x0 ) --> [async] ... \n"
      "SYSCALL[7,1](61) ... [async] --> Failure(0xa) \n");
  std::vector<bool> answered;
  for (const auto& call : all.calls) {
    if (call.call.name == Syscall::wait) answered.push_back(call.call.has_result);
  }
  EXPECT_EQ(answered, (std::vector<bool>{true, false, true}));
}

constexpr std::uint32_t none = TracedCall::none;

/// The pipe of every call of a text.
std::vector<std::uint32_t> pipes(const std::string& text) {
  std::vector<std::uint32_t> all;
  const Drained drained = read(text);
  for (const TracedCall& traced : drained.calls) all.push_back(traced.pipe);
  return all;
}

TEST(Lackey, APipeIsKnownAtBothItsEnds) {
  const auto all = pipes(
      "SYSCALL[7,1](293) sys_pipe2 ( 0x1fff0001c0, 0x0 )[sync] --> Success(0x0) \n"
      "SYSCALL[7,1](33) sys_dup2 ( 4, 1 )[sync] --> Success(0x1) \n"
      "SYSCALL[7,1](1) sys_write ( 1, 0x4035e60, 3 ) --> [async] ... \n"
      "SYSCALL[7,1](1) ... [async] --> Success(0x3) \n"
      "SYSCALL[7,1](0) sys_read ( 3, 0x1fff000260, 128 ) --> [async] ... \n"
      "SYSCALL[7,1](0) ... [async] --> Success(0x3) \n"
      "SYSCALL[7,1](0) sys_read ( 0, 0x1fff000260, 128 ) --> [async] ... \n"
      "SYSCALL[7,1](0) ... [async] --> Success(0x3) \n");
  EXPECT_EQ(all, (std::vector<std::uint32_t>{0, none, 0, 0, none}))
      << "written through a duplicate of the write end";
}

TEST(Lackey, ATextThatBeginsInTheMidstOfACallIsAnErrorAtItsFirstLine) {
  Folder folder;
  const std::string path = folder.write("t.lackey", "YSCALL[7,1](3) sys_close ( 3 )\n");
  EXPECT_THAT(message_of([&] { drain_only_process(path); }), HasSubstr(path + ":1: "));
}

TEST(Lackey, OnlyTheExitOfAllThreadsEndsTheProcess) {
  const auto all = read(
      "SYSCALL[7,2](60) sys_exit ( 0 ) --> [pre-success] NoWriteResult \n"
      "I  04001003,2\n"
      "SYSCALL[7,1](231) exit_group( 0 ) --> [pre-success] NoWriteResult \n");
  ASSERT_EQ(all.calls.size(), 2U);
  EXPECT_EQ(all.calls[0].call.name, Syscall::other) << "a thread ends";
  EXPECT_EQ(all.calls[0].thread, 1U);
  EXPECT_EQ(all.calls[1].call.name, Syscall::exit);
}

TEST(Lackey, AnyNumberOfThreadsMayWaitForAnAnswerAtTheEnd) {
  std::string text;
  for (int thread = 1; thread <= 30000; ++thread) {
    text +=
        "SYSCALL[1," + std::to_string(thread) + "](0) sys_read ( 0, 0x1000, 1 ) --> [async] ...\n";
  }
  EXPECT_EQ(read(text).calls.size(), 30000U);
}

TEST(Lackey, ALineMayHoldAnyNumberOfCallsAndAnAccessBehindThem) {
  std::string text;
  for (int call = 0; call < 6000; ++call)
    text += "SYSCALL[1,1](39) sys_getpid ( )[sync] --> Success(0x1)";
  const auto all = read(text + "I  04001003,2\n L 10,1\n");
  EXPECT_EQ(all.calls.size(), 6000U);
  EXPECT_EQ(all.events.size(), 6002U);
}

TEST(Lackey, ADescriptorThatIsGivenOutTellsThatThoseBelowAreTaken) {
  const auto all = pipes(
      "SYSCALL[7,1](257) sys_openat ( 4294967196, 0x40(/lib/libc.so.6), 524288 )[sync] --> "
      "Success(0x4) \n"
      "SYSCALL[7,1](3) sys_close ( 4 )[sync] --> Success(0x0) \n"
      "SYSCALL[7,1](293) sys_pipe2 ( 0x1fff0001c0, 0x0 )[sync] --> Success(0x0) \n"
      "SYSCALL[7,1](72) sys_fcntl[ARG3=='arg'] ( 5, 0, 10 )[sync] --> Success(0xb) \n"
      "SYSCALL[7,1](1) sys_write ( 11, 0x4035e60, 3 )[sync] --> Success(0x3) \n"
      "SYSCALL[7,1](0) sys_read ( 4, 0x1fff000260, 128 )[sync] --> Success(0x3) \n"
      "SYSCALL[7,1](0) sys_read ( 3, 0x1fff000260, 128 )[sync] --> Success(0x3) \n");
  EXPECT_EQ(all, (std::vector<std::uint32_t>{none, none, 0, none, 0, 0, none}));
}

TEST(Lackey, OnlyWhatThePreloadedObjectMapsIsTheRecorders) {
  const auto all = read(
      "SYSCALL[7,1](257) sys_openat ( 4294967196, 0x40(/usr/libexec/valgrind/vgpreload_core.so), "
      "524288 )[sync] --> Success(0x3) \n"
      "SYSCALL[7,1](9) sys_mmap ( 0x0, 4096, 1, 2050, 3, 0 )[sync] --> Success(0x4837000) \n"
      "SYSCALL[7,1](9) sys_mmap ( 0x4900000, 4096, 1, 2066, 3, 0 )[sync] --> Success(0x4900000) \n"
      "SYSCALL[7,1](9) sys_mmap ( 0x0, 4096, 3, 34, 4294967295, 0 )[sync] --> Success(0x4840000) \n"
      "SYSCALL[7,1](3) sys_close ( 3 )[sync] --> Success(0x0) \n"
      "SYSCALL[7,1](257) sys_openat ( 4294967196, 0x40(/usr/lib/debug/libc.so.6), 524288 )[sync] "
      "--> Success(0x3) \n"
      "SYSCALL[7,1](9) sys_mmap ( 0x0, 4096, 1, 2050, 3, 0 )[sync] --> Success(0x5000000) \n"
      " L 04837000,8\n L 04840000,8\n L 04900000,8\n L 05000000,8\n"
      "SYSCALL[7,1](11) sys_munmap ( 0x4900000, 4096 )[sync] --> Success(0x0) \n"
      " L 04900000,8\n");
  const std::vector<Event> expected{{.va = VirtAddr{0x4840000}, .size = 8, .op = Op::load},
                                    {.va = VirtAddr{0x5000000}, .size = 8, .op = Op::load},
                                    {.va = VirtAddr{0x4900000}, .size = 8, .op = Op::load}};
  std::vector<Event> accesses;
  for (const Event& event : all.events) {
    if (event.op != Op::call) accesses.push_back(event);
  }
  EXPECT_EQ(accesses, expected);
  EXPECT_EQ(all.calls.size(), 3U) << "the program's mmaps and its open";
}

}  // namespace
}  // namespace vapa
