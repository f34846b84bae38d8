// An actor of a scenario on the real Linux: a program that does what it is asked and says what came
// of it, with the faults that the kernel counted. Its own memory is in place before it measures, it
// calls the kernel directly, and it allocates nothing.

#include <elf.h>
#include <sched.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csetjmp>
#include <cstdint>
#include <utility>

#include "core/event.hpp"
#include "platform/scenario/protocol.hpp"

namespace vapa::scenario {
namespace {

constexpr std::uint64_t page = 4096;
constexpr std::uint64_t stack_bytes = 64 * 1024;  // of a thread
constexpr std::uint64_t stack_ahead = 24 * 1024;  // that the deepest call and a signal need

// One actor works at a time, so threads share all of it.
sigjmp_buf after_signal;
Request request;
Reply reply;
std::uint64_t done;  // pages touched
std::uint64_t word;  // that read and write move
std::uint64_t
    library_end;          // of the C library's data of a thread, which the kernel writes to as well
std::uint64_t forks;      // of this process
std::uint64_t outermost;  // frame of the actor that works: its stack is in use up to there

long call(std::uint64_t number, std::uint64_t a = 0, std::uint64_t b = 0, std::uint64_t c = 0,
          std::uint64_t d = 0, std::uint64_t e = 0, std::uint64_t f = 0) {
  long result = 0;
  register std::uint64_t r10 asm("r10") = d;
  register std::uint64_t r8 asm("r8") = e;
  register std::uint64_t r9 asm("r9") = f;
  asm volatile("syscall"
               : "=a"(result)
               : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
}

std::uint64_t at(const void* pointer) { return reinterpret_cast<std::uint64_t>(pointer); }

template <class T>
volatile T* memory(std::uint64_t address) {
  return reinterpret_cast<volatile T*>(address);
}

void note_signal(int number, siginfo_t* info, void*) {
  reply.signal = number;
  reply.code = info->si_code;
  reply.address = at(info->si_addr);
  siglongjmp(after_signal, 1);
}

void catch_signals() {
  struct sigaction action {};
  action.sa_sigaction = note_signal;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  for (const int number : {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE}) {
    sigaction(number, &action, nullptr);
  }
}

/// Reads or writes a byte of each page.
void bring_in(std::uint64_t from, std::uint64_t to, bool write) {
  for (std::uint64_t place = from & ~(page - 1); place < to; place += page) {
    volatile char* byte = memory<char>(place);
    const char value = *byte;
    if (write) *byte = value;
  }
}

/// The program and the stack, so that what is measured faults for its own pages only.
[[gnu::noinline]] void settle() {
  const auto* header = reinterpret_cast<const Elf64_Phdr*>(getauxval(AT_PHDR));
  const std::uint64_t count = getauxval(AT_PHNUM);
  for (std::uint64_t n = 0; n < count; ++n) {
    if (header[n].p_type != PT_LOAD) continue;
    const bool write = (header[n].p_flags & PF_W) != 0;
    bring_in(header[n].p_vaddr, header[n].p_vaddr + header[n].p_memsz, write);
  }
  const std::uint64_t here = at(__builtin_frame_address(0));
  bring_in(here - stack_ahead, outermost, true);
  bring_in(at(__builtin_thread_pointer()), library_end, true);
}

void usage(rusage& out) { call(SYS_getrusage, RUSAGE_THREAD, at(&out)); }

void note_value(std::uint64_t value) {
  if (reply.runs != 0 && reply.values[reply.runs - 1].value == value) {
    ++reply.values[reply.runs - 1].count;
  } else {
    reply.values[reply.runs++] = {value, 1};
  }
}

/// Zero in rax: what stands there instead of a return writes to nobody's memory.
void run_code(std::uint64_t place) {
  asm volatile("xor %%eax, %%eax\n\tcall *%0"
               :
               : "r"(place)
               : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory", "cc");
}

void touch_page(std::uint64_t n) {
  const std::uint64_t place = request.first + n * page;
  switch (static_cast<Op>(request.op)) {
    case Op::load:
      return note_value(*memory<std::uint64_t>(place));
    case Op::fetch:
      return run_code(place);
    default:
      *memory<std::uint64_t>(place) = request.value + n * request.step;
  }
}

/// Until the first signal, or until the packet is full.
[[gnu::noinline]] void touch_pages() {
  if (sigsetjmp(after_signal, 0) != 0) return;
  while (done < request.pages && reply.runs < Reply::most_runs) {
    touch_page(done);
    ++done;
  }
}

[[gnu::noinline]] void make_call() {
  const std::uint64_t* a = request.args;
  if (request.moves_word != 0) {
    word = request.value;
    reply.result = call(request.number, a[0], at(&word), sizeof word, a[3]);
    if (request.number == SYS_pread64) note_value(word);
  } else {
    reply.result = call(request.number, a[0], a[1], a[2], a[3], a[4], a[5]);
  }
}

template <class Work>
void measure(Work work) {
  rusage before{}, after{};
  // The first time brings in the pages that it writes to.
  usage(before);
  usage(after);
  usage(before);
  work();
  usage(after);
  reply.minor = static_cast<std::uint64_t>(after.ru_minflt - before.ru_minflt);
  reply.major = static_cast<std::uint64_t>(after.ru_majflt - before.ru_majflt);
}

void begin_reply() {
  reply = {};
  reply.thread = static_cast<std::int32_t>(call(SYS_gettid));
}

void send(int channel, const Reply& what) {
  call(SYS_sendto, static_cast<std::uint64_t>(channel), at(&what), sizeof what, MSG_NOSIGNAL);
}

void answer(int channel) { send(channel, reply); }

void touch(int channel) {
  done = 0;
  do {
    begin_reply();
    measure(touch_pages);
    reply.more = done < request.pages && reply.signal == 0;
    if (reply.more != 0) answer(channel);
  } while (reply.more != 0);
}

[[noreturn]] void serve(int channel);

/// The first function of a thread, on its own stack.
[[noreturn]] void begin_thread(long channel) {
  outermost = at(__builtin_frame_address(0));
  settle();
  // The thread that began this one answers at the same time.
  Reply hello;
  hello.thread = static_cast<std::int32_t>(call(SYS_gettid));
  send(static_cast<int>(channel), hello);
  serve(static_cast<int>(channel));
}

long clone_thread(std::uint64_t stack_end, long channel) {
  auto* top = reinterpret_cast<std::uint64_t*>(stack_end);
  *--top = static_cast<std::uint64_t>(channel);
  *--top = reinterpret_cast<std::uint64_t>(&begin_thread);
  constexpr std::uint64_t flags =
      CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
  long result = 0;
  register std::uint64_t r10 asm("r10") = 0;
  register std::uint64_t r8 asm("r8") = 0;
  asm volatile(
      "syscall\n\t"
      "test %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "xor %%ebp, %%ebp\n\t"
      "pop %%rax\n\t"
      "pop %%rdi\n\t"
      "call *%%rax\n\t"
      "hlt\n"
      "1:"
      : "=a"(result)
      : "0"(std::uint64_t{SYS_clone}), "D"(flags), "S"(top), "d"(std::uint64_t{0}), "r"(r10),
        "r"(r8)
      : "rcx", "r11", "memory", "cc");
  return result;
}

void start_thread() {
  const long stack = call(SYS_mmap, 0, stack_bytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, ~std::uint64_t{0}, 0);
  reply.result = stack;
  if (stack < 0) return;
  reply.result = clone_thread(static_cast<std::uint64_t>(stack) + stack_bytes, request.channel);
}

void fork_process(int& channel) {
  const int child_channel = static_cast<int>(request.channel);
  ++forks;
  const long child = call(SYS_fork);
  settle();
  if (child == 0) channel = child_channel;
  begin_reply();
  reply.result = child;
}

void wait_for_child() {
  int status = 0;
  const long child = call(SYS_wait4, request.number, at(&status), __WALL);
  reply.result = child < 0 ? child : WEXITSTATUS(status);
}

[[noreturn]] void serve(int channel) {
  const std::uint64_t here = at(__builtin_frame_address(0));
  std::uint64_t settled = forks;
  while (true) {
    const long got =
        call(SYS_recvfrom, static_cast<std::uint64_t>(channel), at(&request), sizeof request);
    if (got != long{sizeof request}) call(SYS_exit_group, 0);
    outermost = here;
    // A fork by another thread made this one's stack read-only, too.
    if (std::exchange(settled, forks) != forks) settle();
    begin_reply();
    switch (request.ask) {
      case Ask::touch:
        touch(channel);
        break;
      case Ask::call:
        measure(make_call);
        break;
      case Ask::fork:
        fork_process(channel);
        break;
      case Ask::thread:
        start_thread();
        break;
      case Ask::wait:
        wait_for_child();
        break;
      case Ask::exit:
        answer(channel);
        call(SYS_exit, request.number);
    }
    answer(channel);
  }
}

/// All actors do: the kernel keeps pages that it has just seen in lists of each processor, with
/// references that others take for owners.
void stay_on_this_processor() {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(sched_getcpu(), &set);
  sched_setaffinity(0, sizeof set, &set);
}

/// The heap begins at a page of its own, away from what the C library took.
std::uint64_t begin_heap() {
  const auto now = static_cast<std::uint64_t>(call(SYS_brk, 0));
  library_end = now;
  const std::uint64_t heap = (now + 2 * page - 1) / page * page;
  call(SYS_brk, heap);
  call(SYS_munmap, heap - page, page);
  return heap;
}

}  // namespace
}  // namespace vapa::scenario

int main(int count, char**) {
  using namespace vapa::scenario;
  // Any argument: with transparent huge pages.
  prctl(PR_SET_THP_DISABLE, count < 2 ? 1 : 0, 0, 0, 0);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  stay_on_this_processor();
  catch_signals();
  const std::uint64_t heap = begin_heap();
  outermost = at(__builtin_frame_address(0));
  settle();
  begin_reply();
  reply.result = static_cast<std::int64_t>(heap);
  answer(first_channel);
  serve(first_channel);
}
