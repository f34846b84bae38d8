#include "oracle/linux/linux_world.hpp"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace vapa::test {
namespace {

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
    void* raw = mmap(nullptr, arena_pages * page_bytes + align, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(raw, arena_pages * page_bytes + align);
    start_ = (reinterpret_cast<std::uint64_t>(raw) + align - 1) / align * align;
    struct sigaction action {};
    action.sa_sigaction = note_signal;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &action, nullptr);
    sigaction(SIGBUS, &action, nullptr);
  }

  void clear() { munmap(address(0), arena_pages * page_bytes); }

  long map(long at, long pages, int prot, int flags) override {
    return error(mmap(address(at), bytes(pages), prot, flags, -1, 0));
  }
  long map_file(long at, long pages, int prot, int flags, long offset) override {
    return error(mmap(address(at), bytes(pages), prot, flags, file_, offset * long{page_bytes}));
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
    return kilobytes * 1024 / long{page_bytes};
  }

 private:
  static std::size_t bytes(long pages) { return static_cast<std::size_t>(pages) * page_bytes; }
  void* address(long at) const {
    return reinterpret_cast<void*>(start_ + static_cast<std::uint64_t>(at) * page_bytes);
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
        inside = first >= start_ && first < start_ + arena_pages * page_bytes;
      }
      if (inside) visit(line);
    }
  }

  int file_;
  std::uint64_t start_ = 0;
};

int temporary_file() {
  char path[] = "/tmp/vapa-oracle-XXXXXX";
  const int file = mkstemp(path);
  unlink(path);
  // Page by page, so that the page cache holds single pages: since 6.18 Linux maps large folios
  // whole, which the model does not have.
  const std::vector<char> content(page_bytes, 'x');
  for (std::uint64_t at = 0; at < file_bytes; at += page_bytes) {
    const std::uint64_t part = std::min(page_bytes, file_bytes - at);
    if (write(file, content.data(), part) != ssize_t(part)) return -1;
  }
  return file;
}

}  // namespace

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

}  // namespace vapa::test
