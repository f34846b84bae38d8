// Real programs recorded with the real valgrind.
#include "sw/workload/capture.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <map>
#include <thread>

#include "sw/workload/capture/initial_image.hpp"
#include "sw/workload/capture/vma_map.hpp"
#include "sw/workload/helpers.hpp"

namespace vapa {
namespace {

using namespace testing_workload;
using native::Origin;
using ::testing::HasSubstr;

class Capture : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("valgrind --version >/dev/null 2>&1") != 0)
      GTEST_SKIP() << "valgrind is not installed";
  }
  Captured record(const std::vector<std::string>& command) { return capture(command, trace_); }

  Folder folder_;
  std::string trace_ = folder_.path("t.vapa");
};

/// What a stream has mapped, for a question at every access.
class Mapped {
 public:
  explicit Mapped(const ProcessImage& image) : vmas_(image.mappings, image.brk) { note(); }
  bool covers(VirtAddr va) const {
    const auto above = ends_.upper_bound(va);
    return above != ends_.begin() && va < std::prev(above)->second;
  }
  void apply(const Call& call) {
    vmas_.apply(call);
    note();
  }
  void grow_stack(VirtAddr va) {
    vmas_.grow_stack(va);
    note();
  }

 private:
  void note() {
    ends_.clear();
    for (const InitialMapping& m : vmas_.mappings()) ends_[m.start] = m.start + m.length;
  }
  recorder::VmaMap vmas_;
  std::map<VirtAddr, VirtAddr> ends_;
};

/// Pages that a stream touches outside of what it had mapped at that moment.
std::size_t accesses_outside(const std::string& trace, std::uint32_t stream) {
  const auto info = native::read_streams(trace)[stream];
  Mapped vmas(info.image);
  const auto program = native::open_stream(trace, stream);
  std::size_t outside = 0;
  for (auto batch = program->next(); !batch.empty(); batch = program->next()) {
    for (const Event& event : batch) {
      if (event.op == Op::call) {
        vmas.apply(program->call(event.aux));
      } else if (!vmas.covers(event.va)) {
        const bool stack = recorder::stack_end.value - event.va.value <= recorder::stack_limit;
        if (stack) vmas.grow_stack(event.va);
        outside += stack ? 0 : 1;
      }
    }
  }
  return outside;
}

TEST_F(Capture, EveryAccessOfAProgramFallsIntoWhatItHadMappedByThen) {
  const Captured result = record({"true"});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_EQ(result.processes, 1U);
  EXPECT_EQ(result.unread_lines, 0U);
  EXPECT_GT(result.accesses, 50000U);
  EXPECT_EQ(accesses_outside(trace_, 0), 0U);
}

TEST_F(Capture, TheImageHoldsProgramLinkerAndStackAndTheFilesAreNamed) {
  record({"true"});
  const ProcessImage image = native::read_streams(trace_)[0].image;
  EXPECT_FALSE(image.infer_vmas);
  EXPECT_NE(image.brk.value, 0U);
  std::map<InitialMapping::Kind, int> kinds;
  for (const InitialMapping& mapping : image.mappings) ++kinds[mapping.kind];
  EXPECT_GE(kinds[InitialMapping::Kind::text], 1);
  EXPECT_GE(kinds[InitialMapping::Kind::data], 1);
  EXPECT_EQ(kinds[InitialMapping::Kind::stack], 1);
  bool libc = false;
  for (const MappedFile& file : image.files) {
    EXPECT_EQ(file.path.find("vgpreload"), std::string::npos);
    libc |= file.path.find("libc.so") != std::string::npos && file.size > 100000;
  }
  EXPECT_TRUE(libc);
}

TEST_F(Capture, AProgramOfTheCurrentFolderThatOpensItselfIsOneFile) {
  namespace fs = std::filesystem;
  const fs::path before = fs::current_path();
  fs::copy_file("/usr/bin/wc", folder_.path("wc"));
  fs::current_path(folder_.path(""));
  record({"./wc", "-c", "./wc"});
  fs::current_path(before);
  const auto streams = native::read_streams(trace_);
  int times = 0;
  for (const MappedFile& file : streams[0].image.files) {
    times += fs::path(file.path).filename() == "wc" ? 1 : 0;
  }
  EXPECT_EQ(times, 1);
}

TEST_F(Capture, TheStatusOfTheProgramIsTold) {
  EXPECT_EQ(record({"sh", "-c", "exit 3"}).exit_status, 3);
  EXPECT_EQ(record({"sh", "-c", "kill -SEGV $$"}).exit_status, 128 + SIGSEGV);
}

TEST_F(Capture, ChildrenAreStreamsOfTheirOwnTiedByForkExecWaitAndPipe) {
  const Captured result = record({"sh", "-c", "x=$(/bin/echo hello | /bin/cat); test $x = hello"});
  EXPECT_EQ(result.exit_status, 0);
  const auto streams = native::read_streams(trace_);
  std::map<std::string, std::size_t> by_name;
  for (std::size_t index = 0; index < streams.size(); ++index) {
    by_name[streams[index].image.name] = index;
    EXPECT_EQ(accesses_outside(trace_, static_cast<std::uint32_t>(index)), 0U) << index;
    const Origin& origin = streams[index].origin;
    EXPECT_EQ(origin.kind == Origin::Kind::start, index == 0);
    if (index == 0) continue;
    const auto parent = drain(*native::open_stream(trace_, origin.stream));
    ASSERT_LT(origin.call, parent.calls.size());
    const TracedCall& maker = parent.calls[origin.call];
    if (origin.kind == Origin::Kind::fork) {
      EXPECT_EQ(maker.call.name, Syscall::fork);
      EXPECT_EQ(maker.peer, streams[index].process);
    } else {
      EXPECT_EQ(maker.call.name, Syscall::exec);
      EXPECT_EQ(streams[origin.stream].process, streams[index].process);
    }
  }
  ASSERT_TRUE(by_name.contains("echo"));
  ASSERT_TRUE(by_name.contains("cat"));
  const auto pipe_of = [&](const char* name, Syscall direction) {
    const auto all = drain(*native::open_stream(trace_, static_cast<std::uint32_t>(by_name[name])));
    for (const TracedCall& traced : all.calls) {
      if (traced.call.name == direction && traced.pipe != TracedCall::none &&
          traced.call.result == 6) {
        return traced.pipe;
      }
    }
    return TracedCall::none;
  };
  const std::uint32_t pipe = pipe_of("echo", Syscall::write);
  EXPECT_NE(pipe, TracedCall::none);
  EXPECT_EQ(pipe, pipe_of("cat", Syscall::read));
}

TEST_F(Capture, AShellsPipeIsKnownAtBothItsEnds) {
  record({"sh", "-c", "echo hello | cat"});
  std::map<Syscall, std::uint32_t> pipes;
  const auto streams = native::read_streams(trace_);
  for (std::uint32_t index = 0; index < streams.size(); ++index) {
    for (const TracedCall& traced : drain(*native::open_stream(trace_, index)).calls) {
      const bool moves = traced.call.name == Syscall::read || traced.call.name == Syscall::write;
      if (moves && traced.call.result == 6 && traced.pipe != TracedCall::none) {
        pipes[traced.call.name] = traced.pipe;
      }
    }
  }
  EXPECT_EQ(pipes, (std::map<Syscall, std::uint32_t>{{Syscall::read, 0}, {Syscall::write, 0}}));
}

TEST_F(Capture, AProgramIsFoundWhereItsCallerHadGone) {
  std::filesystem::copy_file("/bin/true", folder_.path("prog"));
  const Captured result = record({"sh", "-c", "cd '" + folder_.path("") + "' && exec ./prog"});
  EXPECT_EQ(result.inferred, 0U);
  EXPECT_GT(result.left_out, 0U);
  const auto streams = native::read_streams(trace_);
  ASSERT_EQ(streams.size(), 2U);
  EXPECT_EQ(streams[1].image.name, "prog");
  EXPECT_FALSE(streams[1].image.infer_vmas);
}

TEST_F(Capture, AnExecChainKeepsEveryImage) {
  const Captured result = record({"sh", "-c", "exec sh -c 'exec true'"});
  EXPECT_EQ(result.processes, 3U);
  const auto streams = native::read_streams(trace_);
  EXPECT_EQ(streams[2].image.name, "true");
  EXPECT_EQ(streams[2].process, 1U);
}

TEST_F(Capture, AScriptIsRecordedAsItsInterpreter) {
  const std::string script = folder_.write("script", "#!/bin/sh\nexit 4\n");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  EXPECT_EQ(record({script}).exit_status, 4);
  EXPECT_EQ(accesses_outside(trace_, 0), 0U);
}

TEST_F(Capture, AnInterruptLeavesAValidTraceOfWhatWasSeen) {
  std::thread interrupt([] {
    std::this_thread::sleep_for(std::chrono::seconds(3));
    kill(getpid(), SIGINT);
  });
  const Captured result = record({"sh", "-c", "while :; do :; done"});
  interrupt.join();
  EXPECT_TRUE(result.interrupted);
  EXPECT_GT(result.accesses, 0U);
  EXPECT_EQ(drain_only_process(trace_).events.size(), result.accesses + result.calls);
}

TEST_F(Capture, ProgressIsTold) {
  std::uint64_t last = 0;
  const Captured result = capture({"true"}, trace_, [&](std::uint64_t done) {
    EXPECT_GE(done, last);
    last = done;
  });
  EXPECT_LE(last, result.accesses);
}

TEST_F(Capture, AProgramThatDoesNotExistIsAnErrorAndLeavesNothing) {
  EXPECT_THAT(message_of([&] { record({"no-such-program"}); }),
              HasSubstr("no-such-program: no such program"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path("")));
  EXPECT_THAT(message_of([&] { record({}); }), HasSubstr("no program given"));
}

TEST_F(Capture, AFileThatIsNoProgramIsAnError) {
  const std::string text = folder_.write("text", "hello\n");
  std::filesystem::permissions(text, std::filesystem::perms::owner_all);
  EXPECT_THAT(message_of([&] { capture({text}, trace_); }), HasSubstr("not a program"));
}

TEST(CaptureWithoutValgrind, SaysHowToInstallIt) {
  Folder folder;
  const std::string path = std::getenv("PATH");
  setenv("PATH", folder.path("").c_str(), 1);
  EXPECT_THAT(message_of([&] { capture({"/bin/true"}, folder.path("t.vapa")); }),
              HasSubstr("apt-get install valgrind"));
  setenv("PATH", path.c_str(), 1);
}

}  // namespace
}  // namespace vapa
