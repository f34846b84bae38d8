#include <fmt/format.h>

#include <cstdint>

#include "platform/live_knobs/knobs.hpp"

namespace vapa {
namespace {

constexpr std::uint64_t page = 4096;
constexpr std::uint64_t code = 0x400000;
constexpr std::uint64_t anonymous = 0x10000000;
constexpr std::uint64_t file = 0x20000000;
constexpr std::uint64_t huge = 0x40000000;
constexpr std::uint64_t stack = 0x7fff0000;

/// Text in the manner of valgrind's lackey.
class Log {
 public:
  void fetch(std::uint64_t va) { text_ += fmt::format("I  {:x},4\n", va); }
  void load(std::uint64_t va) { text_ += fmt::format(" L {:x},8\n", va); }
  void store(std::uint64_t va) { text_ += fmt::format(" S {:x},8\n", va); }

  void call(int number, std::string_view name, std::string_view arguments, std::uint64_t result) {
    text_ += fmt::format("SYSCALL[7,1]({}) sys_{} ( {} ) --> [pre-success] Success({:#x})\n",
                         number, name, arguments, result);
  }
  void map(std::uint64_t at, std::uint64_t pages, int protection, int flags, std::int64_t fd) {
    const auto descriptor = static_cast<std::uint32_t>(fd);
    call(9, "mmap",
         fmt::format("{:#x}, {}, {}, {}, {}, 0", at, pages * page, protection, flags, descriptor),
         at);
  }
  void unmap(std::uint64_t at, std::uint64_t pages) {
    call(11, "munmap", fmt::format("{:#x}, {}", at, pages * page), 0);
  }
  void protect(std::uint64_t at, std::uint64_t pages, int protection) {
    call(10, "mprotect", fmt::format("{:#x}, {}, {}", at, pages * page, protection), 0);
  }

  std::string text() const { return text_; }

 private:
  std::string text_;
};

constexpr int read_only = 1;
constexpr int read_write = 3;
constexpr int shared_fixed = 0x11;
constexpr int private_fixed = 0x12;
constexpr int anonymous_fixed = 0x32;
constexpr int shared_anonymous = 0x31;
constexpr int grows_down = 0x100;

/// More code than a first-level TLB and cache hold, some of it run again and again.
void run_code(Log& log) {
  for (std::uint64_t i = 0; i < 400; ++i) log.store(code + i * page);
  std::uint64_t random = 1;
  for (int i = 0; i < 4000; ++i) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    const std::uint64_t place = (random >> 33U) % 400;
    for (std::uint64_t step = 0; step < 4; ++step) {
      log.fetch(code + place * page + place * 128 % page + step * 32);
    }
  }
}

void use_anonymous_memory(Log& log) {
  log.map(anonymous, 64, read_write, anonymous_fixed, -1);
  for (std::uint64_t i = 0; i < 32; ++i) log.load(anonymous + i * page);
  for (std::uint64_t i = 0; i < 64; ++i) log.store(anonymous + i * page);
  log.protect(anonymous, 64, read_only);
  log.protect(anonymous, 64, read_write);
  for (std::uint64_t i = 0; i < 64; ++i) log.store(anonymous + i * page);
  log.unmap(anonymous, 20);
  log.unmap(anonymous + 20 * page, 1);
}

/// Reads a file page by page backwards, then copies some of its pages by writing.
void use_file(Log& log) {
  log.call(257, "openat", "4294967196, 0x1000(/usr/share/words), 0", 3);
  log.map(file, 256, read_write, private_fixed, 3);
  for (std::uint64_t i = 0; i < 256; i += 5) log.load(file + (255 - i) * page);
  for (std::uint64_t i = 0; i < 8; ++i) log.store(file + (255 - 5 * i) * page);
  log.unmap(file, 256);
}

void share_file(Log& log) {
  log.map(file, 16, read_write, shared_fixed, 3);
  for (std::uint64_t i = 0; i < 16; ++i) log.load(file + i * page);
  for (std::uint64_t i = 0; i < 16; ++i) log.store(file + i * page);
}

/// Shared memory is mapped writable by the first load, and dirty by the first store.
void share_memory(Log& log) {
  log.map(anonymous, 16, read_write, shared_anonymous, -1);
  for (std::uint64_t i = 0; i < 16; ++i) log.load(anonymous + i * page);
  for (std::uint64_t i = 0; i < 16; ++i) log.store(anonymous + i * page);
}

/// A mapping that grows downwards by 1 MiB, page by page.
void grow_stack(Log& log) {
  log.map(stack, 4, read_write, anonymous_fixed | grows_down, -1);
  for (std::uint64_t i = 0; i < 256; ++i) log.store(stack - i * page);
}

void use_large_memory(Log& log) {
  log.map(huge, 2048, read_write, anonymous_fixed, -1);
  for (std::uint64_t i = 0; i < 2048; i += 3) log.store(huge + i * page);
  for (std::uint64_t i = 0; i < 2048; i += 5) log.load(huge + i * page);
}

}  // namespace

std::string program_text() {
  Log log;
  use_anonymous_memory(log);
  use_file(log);
  share_file(log);
  share_memory(log);
  grow_stack(log);
  use_large_memory(log);
  run_code(log);
  log.call(39, "getpid", "", 7);
  return log.text();
}

std::string jump_text() {
  Log log;
  log.map(anonymous, 1, read_write, anonymous_fixed, -1);
  log.store(anonymous);
  for (int i = 0; i < 10; ++i) log.fetch(anonymous);
  return log.text();
}

}  // namespace vapa
