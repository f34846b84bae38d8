// The kernel model against the Linux that runs the test: each scenario is written once and lived
// through twice, with real system calls in a child process and in the model. Both note what they
// see: answers, faults, areas, resident pages, signals.

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "sw/kernel/rig.hpp"

namespace vapa::test {
namespace {

constexpr std::uint64_t page = 4096;
constexpr std::uint64_t arena_pages = 1024;
constexpr std::uint64_t file_pages = 64;
constexpr std::uint64_t file_bytes = file_pages * page - 100;

/// A stretch of addresses, its start aligned to 2 MiB, in which a scenario plays. Places and
/// lengths are in pages from its start. Calls answer 0 or errno.
class World {
 public:
  virtual ~World() = default;
  virtual long map(long at, long pages, int prot, int flags) = 0;
  virtual long map_file(long at, long pages, int prot, int flags, long offset) = 0;
  virtual long unmap(long at, long pages) = 0;
  virtual long protect(long at, long pages, int prot) = 0;
  virtual long advise(long at, long pages, int advice) = 0;
  virtual long sync(long at, long pages) = 0;
  virtual long remap(long at, long pages, long new_pages, int flags, long to) = 0;
  /// 0, or 100 · signal + si_code. A scenario ends with its first signal.
  virtual long touch(long at, bool write) = 0;
  /// The same at an address outside the arena.
  virtual long touch_address(std::uint64_t address) = 0;
  virtual long faults() = 0;  ///< minor ones so far
  virtual long areas() = 0;
  virtual long resident() = 0;  ///< pages

  long read(long at) { return touch(at, false); }
  long write(long at) { return touch(at, true); }
  /// Faults that touching each page of a range takes.
  long sweep(long at, long pages, bool write) {
    const long before = faults();
    for (long n = at; n < at + pages; ++n) touch(n, write);
    return faults() - before;
  }
};

using Notes = std::vector<long>;

// --- the model

class Model final : public World {
 public:
  Model() : task_(rig_.run(image_with_file(file_bytes))) {}

  long map(long at, long pages, int prot, int flags) override {
    return error(rig_.mmap(address(at), bytes(pages), unsigned(prot), unsigned(flags)));
  }
  long map_file(long at, long pages, int prot, int flags, long offset) override {
    return error(
        rig_.map_file(address(at), bytes(pages), unsigned(prot), unsigned(flags), bytes(offset)));
  }
  long unmap(long at, long pages) override {
    return error(rig_.call(Syscall::munmap, address(at), bytes(pages)));
  }
  long protect(long at, long pages, int prot) override {
    return error(rig_.call(Syscall::mprotect, address(at), bytes(pages), unsigned(prot)));
  }
  long advise(long at, long pages, int advice) override {
    return error(rig_.call(Syscall::madvise, address(at), bytes(pages), unsigned(advice)));
  }
  long sync(long at, long pages) override {
    return error(rig_.call(Syscall::msync, address(at), bytes(pages), MS_SYNC));
  }
  long remap(long at, long pages, long new_pages, int flags, long to) override {
    return error(rig_.call(Syscall::mremap, address(at), bytes(pages), bytes(new_pages),
                           unsigned(flags), address(to)));
  }
  long touch(long at, bool write) override {
    return access(address(at), write ? Op::store : Op::load);
  }
  long touch_address(std::uint64_t at) override { return access(at, Op::load); }
  long faults() override { return static_cast<long>(rig_.stat("minor_faults")); }
  long areas() override { return static_cast<long>(task_.space->vmas.size()); }
  long resident() override { return static_cast<long>(task_.space->resident); }

 private:
  long access(std::uint64_t at, Op op) {
    if (rig_.access(at, op)) return 0;
    switch (rig_.death(task_)) {
      case kernel::Signal::segv_maperr:
        return 100 * SIGSEGV + SEGV_MAPERR;
      case kernel::Signal::segv_accerr:
        return 100 * SIGSEGV + SEGV_ACCERR;
      case kernel::Signal::segv_kernel:
        return 100 * SIGSEGV + SI_KERNEL;
      case kernel::Signal::bus:
        return 100 * SIGBUS + BUS_ADRERR;
      default:
        return -1;
    }
  }
  static std::uint64_t address(long at) {
    return 0x10000000 + static_cast<std::uint64_t>(at) * page;
  }
  static std::uint64_t bytes(long pages) { return static_cast<std::uint64_t>(pages) * page; }
  static long error(std::int64_t result) { return result < 0 ? -result : 0; }

  Rig rig_;
  Task& task_;
};

// --- the real thing, in a child process

sigjmp_buf after_signal;
volatile long signal_code = 0;

void note_signal(int number, siginfo_t* info, void*) {
  signal_code = 100L * number + info->si_code;
  siglongjmp(after_signal, 1);
}

class Linux final : public World {
 public:
  explicit Linux(int file) : file_(file) {
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    constexpr std::uint64_t align = 2U << 20U;
    void* raw =
        mmap(nullptr, arena_pages * page + align, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(raw, arena_pages * page + align);
    start_ = (reinterpret_cast<std::uint64_t>(raw) + align - 1) / align * align;
    struct sigaction action {};
    action.sa_sigaction = note_signal;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &action, nullptr);
    sigaction(SIGBUS, &action, nullptr);
  }

  void clear() { munmap(address(0), arena_pages * page); }

  long map(long at, long pages, int prot, int flags) override {
    return error(mmap(address(at), bytes(pages), prot, flags, -1, 0));
  }
  long map_file(long at, long pages, int prot, int flags, long offset) override {
    return error(mmap(address(at), bytes(pages), prot, flags, file_, offset * long{page}));
  }
  long unmap(long at, long pages) override { return error(munmap(address(at), bytes(pages))); }
  long protect(long at, long pages, int prot) override {
    return error(mprotect(address(at), bytes(pages), prot));
  }
  long advise(long at, long pages, int advice) override {
    return error(madvise(address(at), bytes(pages), advice));
  }
  long sync(long at, long pages) override {
    return error(msync(address(at), bytes(pages), MS_SYNC));
  }
  long remap(long at, long pages, long new_pages, int flags, long to) override {
    return error(mremap(address(at), bytes(pages), bytes(new_pages), flags, address(to)));
  }
  long touch(long at, bool write) override {
    return access(static_cast<volatile char*>(address(at)), write);
  }
  long touch_address(std::uint64_t at) override {
    return access(reinterpret_cast<volatile char*>(at), false);
  }
  // Without AddressSanitizer, which looks the address up in a table before it is touched.
  [[gnu::no_sanitize_address]] static long access(volatile char* byte, bool write) {
    if (sigsetjmp(after_signal, 1) != 0) return signal_code;
    if (write) {
      *byte = 1;
    } else {
      static_cast<void>(*byte);
    }
    return 0;
  }
  long faults() override {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
  }
  long areas() override {
    long count = 0;
    each_area([&](const std::string&) { ++count; });
    return count;
  }
  long resident() override {
    long kilobytes = 0;
    each_area(
        [&](const std::string& line) {
          if (line.rfind("Rss:", 0) == 0) kilobytes += std::atol(line.c_str() + 4);
        },
        "/proc/self/smaps");
    return kilobytes * 1024 / long{page};
  }

 private:
  static std::size_t bytes(long pages) { return static_cast<std::size_t>(pages) * page; }
  void* address(long at) const {
    return reinterpret_cast<void*>(start_ + static_cast<std::uint64_t>(at) * page);
  }
  static long error(void* result) { return result == MAP_FAILED ? errno : 0; }
  static long error(int result) { return result != 0 ? errno : 0; }

  /// Calls visit for the lines of areas inside the arena.
  template <class Visit>
  void each_area(Visit visit, const char* path = "/proc/self/maps") const {
    std::ifstream maps(path);
    bool inside = false;
    for (std::string line; std::getline(maps, line);) {
      unsigned long first = 0, end = 0;
      if (std::sscanf(line.c_str(), "%lx-%lx ", &first, &end) == 2) {
        inside = first >= start_ && first < start_ + arena_pages * page;
      }
      if (inside) visit(line);
    }
  }

  int file_;
  std::uint64_t start_ = 0;
};

// --- scenarios

struct Scenario {
  const char* name;
  Notes (*play)(World&);
};

void PrintTo(const Scenario& s, std::ostream* out) { *out << s.name; }

constexpr int rw_prot = PROT_READ | PROT_WRITE;
constexpr int anonymous = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
constexpr int shared_memory = MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED;
constexpr int private_file = MAP_PRIVATE | MAP_FIXED;
constexpr int shared_file = MAP_SHARED | MAP_FIXED;

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> list{
      {"AnonymousReadThenWrite",
       [](World& w) -> Notes {
         return {w.map(0, 40, rw_prot, anonymous),
                 w.sweep(0, 40, false),
                 w.resident(),
                 w.sweep(0, 40, true),
                 w.resident(),
                 w.sweep(0, 40, true)};
       }},
      {"AnonymousWriteFirst",
       [](World& w) -> Notes {
         return {w.map(0, 40, rw_prot, anonymous), w.sweep(0, 40, true), w.sweep(0, 40, false),
                 w.resident()};
       }},
      {"UnmapTheMiddleAndRefill",
       [](World& w) -> Notes {
         Notes n{w.map(0, 30, rw_prot, anonymous), w.sweep(0, 30, true), w.areas()};
         n.insert(n.end(), {w.unmap(10, 10), w.areas(), w.resident()});
         n.insert(n.end(), {w.map(10, 10, rw_prot, anonymous), w.areas(), w.sweep(0, 30, true)});
         n.insert(n.end(), {w.unmap(5, 50), w.areas(), w.unmap(5, 50)});
         return n;
       }},
      {"FillingAGapBetweenTouchedAreas",
       [](World& w) -> Notes {
         Notes n{w.map(0, 10, rw_prot, anonymous), w.map(20, 10, rw_prot, anonymous)};
         n.insert(n.end(), {w.sweep(0, 10, true), w.sweep(20, 10, true)});
         n.insert(n.end(), {w.map(10, 10, rw_prot, anonymous), w.areas()});
         return n;
       }},
      {"FillingAGapBetweenUntouchedAreas",
       [](World& w) -> Notes {
         return {w.map(0, 10, rw_prot, anonymous), w.map(20, 10, rw_prot, anonymous), w.areas(),
                 w.map(10, 10, rw_prot, anonymous), w.areas()};
       }},
      {"ProtectTheMiddleAndBack",
       [](World& w) -> Notes {
         Notes n{w.map(0, 30, rw_prot, anonymous), w.sweep(0, 30, true)};
         n.insert(n.end(), {w.protect(10, 10, PROT_READ), w.areas(), w.sweep(0, 30, false)});
         n.insert(n.end(), {w.protect(10, 10, rw_prot), w.areas(), w.sweep(0, 30, true)});
         return n;
       }},
      {"ProtectZeroPages",
       [](World& w) -> Notes {
         return {w.map(0, 10, PROT_READ, anonymous), w.sweep(0, 10, false),
                 w.protect(0, 10, rw_prot), w.sweep(0, 10, true), w.resident()};
       }},
      {"ProtectNoneAndBack",
       [](World& w) -> Notes {
         return {w.map(0, 10, rw_prot, anonymous), w.sweep(0, 10, true),
                 w.protect(0, 10, PROT_NONE),      w.resident(),
                 w.protect(0, 10, rw_prot),        w.sweep(0, 10, true)};
       }},
      {"ProtectOverAHole",
       [](World& w) -> Notes {
         return {w.map(0, 5, rw_prot, anonymous),
                 w.map(10, 5, rw_prot, anonymous),
                 w.protect(0, 15, PROT_READ),
                 w.areas(),
                 w.write(12),
                 w.write(0)};
       }},
      {"DontNeed",
       [](World& w) -> Notes {
         return {w.map(0, 10, rw_prot, anonymous),
                 w.sweep(0, 10, true),
                 w.advise(0, 5, MADV_DONTNEED),
                 w.resident(),
                 w.sweep(0, 10, false),
                 w.advise(0, 20, MADV_DONTNEED)};
       }},
      {"FreeKeepsThePages",
       [](World& w) -> Notes {
         return {w.map(0, 10, rw_prot, anonymous), w.sweep(0, 10, true), w.advise(0, 10, MADV_FREE),
                 w.resident(), w.sweep(0, 10, true)};
       }},
      {"Populate",
       [](World& w) -> Notes {
         return {w.map(0, 20, rw_prot, anonymous | MAP_POPULATE), w.resident(),
                 w.sweep(0, 20, true)};
       }},
      {"RemapMovesThePages",
       [](World& w) -> Notes {
         Notes n{w.map(0, 10, rw_prot, anonymous), w.sweep(0, 10, true)};
         n.insert(n.end(), {w.remap(0, 10, 10, MREMAP_MAYMOVE | MREMAP_FIXED, 50), w.areas()});
         n.insert(n.end(), {w.sweep(50, 10, true), w.resident(), w.read(0)});
         return n;
       }},
      {"RemapGrowsAndShrinksInPlace",
       [](World& w) -> Notes {
         Notes n{w.map(0, 10, rw_prot, anonymous), w.sweep(0, 10, true)};
         n.insert(n.end(), {w.remap(0, 10, 20, 0, 0), w.areas(), w.sweep(0, 20, true)});
         n.insert(n.end(), {w.remap(0, 20, 5, 0, 0), w.areas(), w.resident(), w.read(5)});
         return n;
       }},
      {"RemapBlocked",
       [](World& w) -> Notes {
         return {w.map(0, 10, rw_prot, anonymous), w.map(10, 1, PROT_READ, anonymous),
                 w.remap(0, 10, 20, 0, 0), w.remap(100, 1, 2, 0, 0), w.areas()};
       }},
      {"RemapBackMergesAgain",
       [](World& w) -> Notes {
         Notes n{w.map(0, 30, rw_prot, anonymous), w.sweep(0, 30, true)};
         n.push_back(w.remap(10, 10, 10, MREMAP_MAYMOVE | MREMAP_FIXED, 50));
         n.push_back(w.areas());
         n.push_back(w.remap(50, 10, 10, MREMAP_MAYMOVE | MREMAP_FIXED, 10));
         n.push_back(w.areas());
         return n;
       }},
      {"FileReadFaultsAround",
       [](World& w) -> Notes {
         Notes n{w.map_file(0, 64, PROT_READ, private_file, 0)};
         n.insert(n.end(), {w.read(20), w.resident(), w.sweep(0, 64, false), w.resident()});
         return n;
       }},
      {"FileWindowBeginsInTheArea",
       [](World& w) -> Notes {
         return {w.map_file(5, 50, PROT_READ, private_file, 3), w.read(6), w.resident(),
                 w.sweep(5, 50, false)};
       }},
      {"FileWindowEndsWithTheArea",
       [](World& w) -> Notes {
         return {w.map_file(5, 20, PROT_READ, private_file, 0), w.read(24), w.resident(),
                 w.sweep(5, 20, false)};
       }},
      {"FileWindowEndsWithTheLeafTable",
       [](World& w) -> Notes {
         return {w.map_file(500, 40, PROT_READ, private_file, 0), w.read(505), w.resident(),
                 w.sweep(500, 40, false)};
       }},
      {"PrivateFileWriteFirst",
       [](World& w) -> Notes {
         return {w.map_file(0, 10, rw_prot, private_file, 0), w.sweep(0, 10, true), w.resident()};
       }},
      {"PrivateFileReadThenWrite",
       [](World& w) -> Notes {
         return {w.map_file(0, 32, rw_prot, private_file, 0), w.sweep(0, 32, false),
                 w.sweep(0, 32, true), w.advise(0, 32, MADV_DONTNEED), w.sweep(0, 32, false)};
       }},
      {"SharedFileWritesFaultPerPageAndAgainAfterSync",
       [](World& w) -> Notes {
         Notes n{w.map_file(0, 16, rw_prot, shared_file, 0), w.sweep(0, 16, false)};
         n.insert(n.end(), {w.sweep(0, 16, true), w.sweep(0, 16, true), w.sync(0, 16)});
         n.insert(n.end(), {w.sweep(0, 16, false), w.sweep(0, 16, true)});
         return n;
       }},
      {"SharedMemoryReadThenWrite",
       [](World& w) -> Notes {
         return {w.map(0, 10, rw_prot, shared_memory),
                 w.sweep(0, 10, false),
                 w.sweep(0, 10, true),
                 w.resident(),
                 w.advise(0, 10, MADV_DONTNEED),
                 w.resident(),
                 w.sweep(0, 10, true)};
       }},
      {"FileAreasMergeWhereTheFileGoesOn",
       [](World& w) -> Notes {
         Notes n{w.map_file(0, 4, PROT_READ, private_file, 0)};
         n.insert(n.end(), {w.map_file(4, 4, PROT_READ, private_file, 4), w.areas()});
         n.insert(n.end(), {w.map_file(8, 4, PROT_READ, private_file, 9), w.areas()});
         n.insert(n.end(), {w.map_file(12, 4, PROT_READ, shared_file, 13), w.areas()});
         return n;
       }},
      {"ReplaceAndRefuseToReplace",
       [](World& w) -> Notes {
         Notes n{w.map(0, 10, rw_prot, anonymous), w.sweep(0, 10, true)};
         n.push_back(w.map(3, 3, rw_prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE));
         n.insert(n.end(), {w.map(3, 3, PROT_READ, anonymous), w.areas(), w.resident()});
         return n;
       }},
      {"WrongArguments",
       [](World& w) -> Notes {
         return {w.map(0, 0, rw_prot, anonymous),
                 w.map(0, 1, rw_prot, MAP_ANONYMOUS | MAP_FIXED),
                 w.unmap(0, 0),
                 w.protect(0, 1, PROT_READ),
                 w.protect(0, 0, PROT_READ),
                 w.protect(0, 1, 0x40),
                 w.remap(0, 1, 0, 0, 0),
                 w.advise(0, 1, MADV_DONTNEED),
                 w.remap(0, 1, 1, MREMAP_FIXED, 10),
                 w.sync(0, 1)};
       }},
      {"NothingMapped", [](World& w) -> Notes { return {w.read(0)}; }},
      {"UnmappedAgain",
       [](World& w) -> Notes {
         return {w.map(0, 1, rw_prot, anonymous), w.write(0), w.unmap(0, 1), w.write(0)};
       }},
      {"NullPointer", [](World& w) -> Notes { return {w.touch_address(8)}; }},
      {"NonCanonical", [](World& w) -> Notes { return {w.touch_address(1ULL << 62U)}; }},
      {"KernelHalf", [](World& w) -> Notes { return {w.touch_address(~0ULL << 40U)}; }},
      {"WriteToReadOnly",
       [](World& w) -> Notes {
         return {w.map(0, 1, PROT_READ, anonymous), w.read(0), w.write(0)};
       }},
      {"ReadOfNone",
       [](World& w) -> Notes {
         return {w.map(0, 1, PROT_NONE, anonymous), w.read(0)};
       }},
      {"ReadOfWriteOnly",
       [](World& w) -> Notes {
         return {w.map(0, 1, PROT_WRITE, anonymous), w.read(0)};
       }},

      {"BehindTheEndOfTheFile",
       [](World& w) -> Notes {
         return {w.map_file(0, 70, PROT_READ, private_file, 0), w.read(63), w.read(64)};
       }},
  };
  return list;
}

// --- both lives

int temporary_file() {
  char path[] = "/tmp/vapa-oracle-XXXXXX";
  const int file = mkstemp(path);
  unlink(path);
  // Page by page, so that the page cache holds single pages: since 6.18 Linux maps large folios
  // whole, which the model does not have.
  const std::vector<char> content(page, 'x');
  for (std::uint64_t at = 0; at < file_bytes; at += page) {
    const std::uint64_t part = std::min(page, file_bytes - at);
    if (write(file, content.data(), part) != ssize_t(part)) return -1;
  }
  return file;
}

/// Plays in a child; empty when it did not finish.
Notes play_on_linux(const Scenario& scenario) {
  const int file = temporary_file();
  int channel[2];
  if (file < 0 || pipe(channel) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    Linux world(file);
    // The first life brings in the child's own code, stack and heap, whose faults are not meant.
    scenario.play(world);
    world.clear();
    const Notes notes = scenario.play(world);
    const auto bytes = notes.size() * sizeof(long);
    _exit(write(channel[1], notes.data(), bytes) == ssize_t(bytes) ? 0 : 1);
  }
  close(channel[1]);
  Notes notes;
  for (long note = 0; read(channel[0], &note, sizeof note) == sizeof note;) notes.push_back(note);
  close(channel[0]);
  close(file);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? notes : Notes{};
}

/// Whether the kernel under the test counts faults and shows areas as Linux does (gVisor and other
/// sandboxes do not), and is as new as the rules: before 6.1 a page fault followed where mprotect
/// now gives the right to write back at once.
bool linux_below() {
  utsname system{};
  uname(&system);
  int major = 0, minor = 0;
  std::sscanf(system.release, "%d.%d", &major, &minor);
  if (major < 6 || (major == 6 && minor < 1)) return false;
  const Scenario probe{
      "", [](World& w) -> Notes {
        return {w.map(0, 8, rw_prot, anonymous), w.sweep(0, 8, true), w.areas(), w.resident()};
      }};
  return play_on_linux(probe) == Notes{0, 8, 1, 8};
}

class LinuxMemory : public testing::TestWithParam<Scenario> {};

TEST_P(LinuxMemory, TheModelSeesWhatLinuxSees) {
#if !defined(__x86_64__)
  GTEST_SKIP() << "the comparison is made on x86-64";
#endif
  if (!linux_below()) GTEST_SKIP() << "no Linux of at least 6.1 that accounts memory runs below";
  const Notes real = play_on_linux(GetParam());
  ASSERT_FALSE(real.empty());
  Model model;
  EXPECT_EQ(GetParam().play(model), real);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, LinuxMemory, testing::ValuesIn(scenarios()),
                         [](const auto& p) { return std::string(p.param.name); });

}  // namespace
}  // namespace vapa::test
