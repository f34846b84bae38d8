#pragma once
// Linux on x86-64 without a C library: its start-up, threads and allocator would bring in pages
// and break that a scenario did not ask for.

#include <elf.h>
#include <sys/syscall.h>

#include <cstdint>

namespace vapa::scenario::actor {

using Word = std::uint64_t;

inline long system_call(long number, Word a = 0, Word b = 0, Word c = 0, Word d = 0, Word e = 0,
                        Word f = 0) {
  long result = number;
  register Word fourth asm("r10") = d;
  register Word fifth asm("r8") = e;
  register Word sixth asm("r9") = f;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
               : "rcx", "r11", "memory");
  return result;
}

template <class T>
Word word(T* pointer) {
  return reinterpret_cast<Word>(pointer);
}

[[noreturn]] inline void leave_process(int status) {
  for (;;) system_call(SYS_exit_group, static_cast<Word>(status));
}

[[noreturn]] inline void leave_thread(int status) {
  for (;;) system_call(SYS_exit, static_cast<Word>(status));
}

/// As rt_sigaction(2) wants it; the C library has another.
struct KernelAction {
  void (*handler)(int, void*, void*);
  Word flags;
  void (*restorer)();
  Word mask;
};
inline constexpr Word kernel_mask_bytes = 8;

// Defined below, in assembly.
extern "C" {

/// Accesses 8 bytes at `at`; *resume becomes the stack pointer with which a signal handler goes on
/// in refused_access, which then is what returns, with false.
using Access = bool(Word at, Word* resume, Word* value);
Access load_word;
Access store_word;
Access fetch_word;  ///< runs the bytes at `at`
void refused_access();

/// Continues in serve(actor), on the stack that ends at `stack`.
[[noreturn]] void continue_on(void* stack, std::uint32_t actor);
/// A thread that does. Its number or -errno.
long start_thread(void* stack, std::uint32_t actor, Word flags);
void return_from_signal();
[[noreturn]] void serve(std::uint32_t actor);
[[noreturn]] void begin(const Word* initial_stack);
}

}  // namespace vapa::scenario::actor
