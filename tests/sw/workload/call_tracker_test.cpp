// What the calls in a text of lackey come to: files, folders, mappings.
#include "sw/workload/lackey/call_tracker.hpp"

#include <gmock/gmock.h>

#include "sw/workload/lackey/syscall_line.hpp"
#include "sw/workload/lackey/text_recording.hpp"

namespace vapa::lackey {
namespace {

void follow(CallTracker& tracker, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    std::string_view rest;
    const auto parsed = parse_syscall(line, rest);
    ASSERT_TRUE(parsed) << line;
    tracker.line(*parsed);
  }
}

TEST(CallTracker, AForkedChildStillHasWhatTheRecorderMappedAndAnExecLosesIt) {
  TextRecording recording;
  std::vector<MappedFile> files;
  CallTracker parent(recording, files);
  follow(parent,
         {"SYSCALL[7,1](2) sys_open ( 0x40(/x/vgpreload_core.so), 0 )[sync] --> Success(0x3)",
          "SYSCALL[7,1](9) sys_mmap ( 0x0, 4096, 1, 2050, 3, 0 )[sync] --> Success(0x4837000)"});
  const VirtAddr inside{0x4837010};
  EXPECT_TRUE(CallTracker(recording, files, parent.to_inherit()).of_recorder(inside));
  EXPECT_FALSE(CallTracker(recording, files, parent.to_inherit().after_exec()).of_recorder(inside));
}

TEST(CallTracker, PathsAreFollowedThroughTheCurrentFolder) {
  TextRecording recording;
  std::vector<MappedFile> files;
  Inherited inherited;
  inherited.folder = "/home/me";
  CallTracker tracker(recording, files, inherited);
  follow(tracker, {"SYSCALL[7,1](2) sys_open ( 0x40(a), 0 )[sync] --> Success(0x3)",
                   "SYSCALL[7,1](80) sys_chdir ( 0x40(sub) )[sync] --> Success(0x0)",
                   "SYSCALL[7,1](80) sys_chdir ( 0x40(none) )[sync] --> Failure(0x2)",
                   "SYSCALL[7,1](257) sys_openat ( 4294967196, 0x40(./b), 0 )[sync] --> "
                   "Success(0x4)",
                   "SYSCALL[7,1](2) sys_open ( 0x40(/etc), 65536 )[sync] --> Success(0x5)",
                   "SYSCALL[7,1](257) sys_openat ( 5, 0x40(c), 0 )[sync] --> Success(0x6)",
                   "SYSCALL[7,1](81) sys_fchdir ( 5 )[sync] --> Success(0x0)",
                   "SYSCALL[7,1](2) sys_open ( 0x40(d), 0 )[sync] --> Success(0x7)",
                   "SYSCALL[7,1](59) sys_execve ( 0x40(./true), 0x1, 0x2 )"});
  tracker.finish();
  std::vector<std::string> paths;
  for (const MappedFile& file : files) paths.push_back(file.path);
  EXPECT_EQ(paths,
            (std::vector<std::string>{"/home/me/a", "/home/me/sub/b", "/etc", "/etc/c", "/etc/d"}));
  EXPECT_EQ(tracker.executed(), "/etc/true");
}

TEST(CallTracker, AnExecClosesWhatItsCallSaidAndKeepsTheRest) {
  struct Given {
    const char* call;
    bool kept;
  };
  constexpr Given given[] = {
      {"(41) sys_socket ( 1, 524289, 0 )", false},
      {"(41) sys_socket ( 1, 1, 0 )", true},
      {"(288) sys_accept4 ( 0, 0x0, 0x0, 524288 )", false},
      {"(291) sys_epoll_create1 ( 524288 )", false},
      {"(290) sys_eventfd2 ( 524288, 0 )", true},
      {"(290) sys_eventfd2 ( 0, 524288 )", false},
      {"(319) sys_memfd_create ( 0x40(a), 1 )", false},
      {"(283) sys_timerfd_create ( 1, 524288 )", false},
      {"(289) sys_signalfd4 ( 4294967295, 0x40, 8, 524288 )", false},
      {"(294) sys_inotify_init1 ( 524288 )", false},
      {"(292) sys_dup3 ( 0, 3, 524288 )", false},
      {"(434) sys_pidfd_open ( 12, 0 )", false},
      {"(437) sys_openat2 ( 4294967196, 0x80000(a), 0x80000, 24 )", true},
      {"(257) sys_openat ( 4294967196, 0x80000(a), 0 )", true},
      {"(257) sys_openat ( 4294967196, 0x40(a), 524288 )", false},
      {"(85) sys_creat ( 0x40(a), 524288 )", true},
  };
  for (const auto& [call, kept] : given) {
    TextRecording recording;
    std::vector<MappedFile> files;
    CallTracker tracker(recording, files);
    follow(tracker, {std::string("SYSCALL[7,1]") + call + "[sync] --> Success(0x3)"});
    EXPECT_EQ(tracker.to_inherit().after_exec().fds.find(3) != nullptr, kept) << call;
  }
}

TEST(CallTracker, ASocketPairMayCloseAtAnExec) {
  TextRecording recording;
  std::vector<MappedFile> files;
  CallTracker tracker(recording, files);
  follow(tracker,
         {"SYSCALL[7,1](53) sys_socketpair ( 1, 524289, 0, 0x40 )[sync] --> Success(0x0)"});
  EXPECT_NE(tracker.to_inherit().fds.find(4), nullptr);
  EXPECT_EQ(tracker.to_inherit().after_exec().fds.find(4), nullptr);
}

TEST(CallTracker, ARangeOfDescriptorsIsClosedNowOrAtAnExec) {
  TextRecording recording;
  std::vector<MappedFile> files;
  CallTracker tracker(recording, files);
  follow(tracker,
         {"SYSCALL[7,1](2) sys_open ( 0x40(/a), 0 )[sync] --> Success(0x5)",
          "SYSCALL[7,1](436) sys_close_range ( 3, 4, 0 )[sync] --> Success(0x0)",
          "SYSCALL[7,1](436) sys_close_range ( 5, 4294967295, 4 )[sync] --> Success(0x0)"});
  const FdTable& fds = tracker.to_inherit().fds;
  EXPECT_EQ(fds.lowest_free(), 3);
  EXPECT_NE(fds.find(5), nullptr);
  EXPECT_EQ(fds.after_exec().find(5), nullptr);
  EXPECT_NE(fds.after_exec().find(2), nullptr);
}

TEST(CallTracker, SystemVSharedMemoryIsAMappingOfASharedFile) {
  TextRecording recording;
  std::vector<MappedFile> files;
  CallTracker tracker(recording, files);
  follow(tracker, {"SYSCALL[7,1](29) sys_shmget ( 0, 8192, 950 )[sync] --> Success(0x2a)",
                   "SYSCALL[7,1](30) sys_shmat ( 42, 0x0, 0 )[sync] --> Success(0x5000000)",
                   "SYSCALL[7,1](67) sys_shmdt ( 0x5000000 )[sync] --> Success(0x0)",
                   "SYSCALL[7,1](329) sys_pkey_mprotect ( 0x6000, 4096, 1, 2 )[sync] --> "
                   "Success(0x0)"});
  ASSERT_EQ(tracker.ready().size(), 4U);
  const Call& attach = tracker.ready()[1].call;
  EXPECT_EQ(attach.name, Syscall::mmap);
  EXPECT_EQ(attach.args, (std::array<std::uint64_t, 6>{0, 8192, 3, 1, ~std::uint64_t{0}, 0}));
  EXPECT_EQ(attach.result, 0x5000000);
  ASSERT_LT(attach.file, files.size());
  EXPECT_EQ(files[attach.file].size, 8192U);
  const Call& detach = tracker.ready()[2].call;
  EXPECT_EQ(detach.name, Syscall::munmap);
  EXPECT_EQ(detach.args[1], 8192U);
  EXPECT_EQ(tracker.ready()[3].call.name, Syscall::mprotect);
}

}  // namespace
}  // namespace vapa::lackey
