// vapa-actor: the process that a scenario plays in on Linux. It begins as actor 0 and does what it
// is told (protocol.hpp). All that it writes is in `slots`, whose pages are settled before anything
// is measured: the faults that it counts are the scenario's.

#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <ucontext.h>

#include <csignal>
#include <cstddef>

#include "platform/scenario/actor_system.hpp"
#include "platform/scenario/protocol.hpp"

/// Where the linker put it.
extern "C" const Elf64_Ehdr elf_header asm("__ehdr_start");

namespace vapa::scenario::actor {
namespace {

using protocol::Command;
using protocol::Reply;

constexpr Word page_bytes = 4096;
constexpr std::size_t huge_page_bytes = std::size_t{1} << 21U;
constexpr std::size_t slot_bytes = 8 * page_bytes;

/// Where a signal stopped an access.
struct Stop {
  Word resume = 0;  ///< the stack pointer to go on with; 0: no access is under way
  Word at = 0;      ///< what it accesses
};

/// All that a thread writes. A handler finds its own by the alignment.
struct alignas(slot_bytes) Slot {
  std::uint32_t actors = 0;  ///< of the scenario; in the first slot
  Reply reply;
  Command command;
  Stop stop;
  Word transferred = 0;
  rusage usage{};
  alignas(16) unsigned char signal_stack[4 * page_bytes]{};
  alignas(16) unsigned char stack[2 * page_bytes]{};
};
static_assert(sizeof(Slot) == slot_bytes);

/// Aligned so that the heap behind it begins at a boundary of huge pages.
alignas(huge_page_bytes) constinit Slot slots[protocol::most_actors]{};

Slot& own_slot() {
  const Word here = word(__builtin_frame_address(0));
  return *reinterpret_cast<Slot*>(here / slot_bytes * slot_bytes);
}

void read_pages(Word first, Word bytes) {
  for (Word at = first / page_bytes * page_bytes; at < first + bytes; at += page_bytes) {
    static_cast<void>(*reinterpret_cast<const volatile unsigned char*>(at));
  }
}

void write_pages(Word first, Word bytes) {
  for (Word at = first / page_bytes * page_bytes; at < first + bytes; at += page_bytes) {
    asm volatile("lock orb $0, %0" : "+m"(*reinterpret_cast<unsigned char*>(at)));
  }
}

/// All that can be read of the program, and all slots in use. Pages are touched, not locked: a lock
/// would end with fork.
void settle() {
  const auto* headers = reinterpret_cast<const Elf64_Phdr*>(word(&elf_header) + elf_header.e_phoff);
  for (unsigned n = 0; n < elf_header.e_phnum; ++n) {
    if (headers[n].p_type == PT_LOAD) read_pages(headers[n].p_vaddr, headers[n].p_filesz);
  }
  write_pages(word(slots), slots[0].actors * sizeof(Slot));
}

/// Of those that are neither, the processor does not tell the address.
bool canonical(Word at) {
  return static_cast<std::int64_t>(at << 16U) >> 16U == static_cast<std::int64_t>(at);
}

/// The access under way raised it, and no code that the access had run.
bool from_access(Word at, int code, const Stop& stop) {
  if (at >= word(&load_word) && at < word(&refused_access)) return true;
  return at == stop.at && (code != SI_KERNEL || !canonical(at));
}

void on_signal(int signal, void* info, void* context) {
  Slot& slot = own_slot();
  const auto& cause = *static_cast<const siginfo_t*>(info);
  auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  const auto at = static_cast<Word>(registers[REG_RIP]);
  if (slot.stop.resume == 0) leave_process(128 + signal);
  if (!from_access(at, cause.si_code, slot.stop)) leave_process(protocol::not_a_return);
  slot.reply.signal = signal;
  slot.reply.code = cause.si_code;
  slot.reply.address = word(cause.si_addr);
  registers[REG_RSP] = static_cast<greg_t>(slot.stop.resume);
  registers[REG_RIP] = static_cast<greg_t>(word(&refused_access));
}

void set_action(int signal, const KernelAction& action) {
  system_call(SYS_rt_sigaction, static_cast<Word>(signal), word(&action), 0, kernel_mask_bytes);
}

/// Whatever the parent process did with its signals.
void set_signals() {
  const Word none = 0;
  system_call(SYS_rt_sigprocmask, SIG_SETMASK, word(&none), 0, kernel_mask_bytes);
  set_action(SIGCHLD, {});
  constexpr Word restorer_given = 0x04000000;
  const KernelAction action{on_signal, SA_SIGINFO | SA_ONSTACK | restorer_given, return_from_signal,
                            0};
  set_action(SIGSEGV, action);
  set_action(SIGBUS, action);
}

void set_signal_stack(Slot& slot) {
  stack_t stack{};
  stack.ss_sp = slot.signal_stack;
  stack.ss_size = sizeof slot.signal_stack;
  system_call(SYS_sigaltstack, word(&stack), 0);
}

/// Later pages of memory that the scenario does not have are not joined to the slots.
void keep_apart() {
  system_call(SYS_madvise, word(slots), sizeof slots, MADV_DONTDUMP);
  system_call(SYS_madvise, word(slots), sizeof slots, MADV_NOHUGEPAGE);
}

Word aligned_break() {
  const auto now = static_cast<Word>(system_call(SYS_brk, 0));
  return static_cast<Word>(system_call(SYS_brk, (now + page_bytes - 1) / page_bytes * page_bytes));
}

struct Faults {
  Word minor = 0;
  Word major = 0;
};

Faults faults(Slot& slot) {
  system_call(SYS_getrusage, static_cast<Word>(RUSAGE_THREAD), word(&slot.usage));
  return {static_cast<Word>(slot.usage.ru_minflt), static_cast<Word>(slot.usage.ru_majflt)};
}

/// The first question may bring in what the second needs.
Faults faults_before(Slot& slot) {
  faults(slot);
  return faults(slot);
}

void count_faults(Slot& slot, const Faults& before) {
  const Faults after = faults(slot);
  slot.reply.minor_faults = after.minor - before.minor;
  slot.reply.major_faults = after.major - before.major;
}

class Actor {
 public:
  explicit Actor(std::uint32_t number) : slot_(own_slot()), number_(number) {}

  void introduce(std::int64_t result) {
    clear_reply();
    slot_.reply.result = result;
    send(false);
  }

  void obey() {
    receive();
    clear_reply();
    perform();
    send(false);
  }

 private:
  /// The end of the socket is the end of the scenario.
  void receive() {
    const long got = system_call(SYS_read, socket(), word(&slot_.command), sizeof(Command));
    if (got != sizeof(Command)) leave_process(0);
  }

  void clear_reply() {
    slot_.reply.result = 0;
    slot_.reply.minor_faults = slot_.reply.major_faults = slot_.reply.address = 0;
    slot_.reply.signal = slot_.reply.code = 0;
    slot_.reply.more = slot_.reply.runs = 0;
  }

  void send(bool more) {
    slot_.reply.more = more ? 1 : 0;
    const Word bytes = offsetof(Reply, run) + slot_.reply.runs * sizeof(protocol::Run);
    system_call(SYS_sendto, socket(), word(&slot_.reply), bytes, MSG_NOSIGNAL);
    slot_.reply.runs = 0;
  }

  void perform() {
    switch (slot_.command.kind) {
      case Command::Kind::load:
        return touch(load_word);
      case Command::Kind::store:
        return touch(store_word);
      case Command::Kind::fetch:
        return touch(fetch_word);
      case Command::Kind::call:
        return call();
      case Command::Kind::read:
        return transfer(SYS_pread64);
      case Command::Kind::write:
        return transfer(SYS_pwrite64);
      case Command::Kind::fork:
        return fork();
      case Command::Kind::thread:
        return thread();
      case Command::Kind::exit:
        leave_thread(status());
      case Command::Kind::exit_process:
        leave_process(status());
      case Command::Kind::wait:
        return wait();
    }
  }

  void touch(Access& access) {
    const auto [first, pages, value, step, unused5, unused6] = slot_.command.args;
    const bool loads = slot_.command.kind == Command::Kind::load;
    slot_.stop.resume = 0;
    const Faults before = faults_before(slot_);
    for (Word n = 0; n < pages; ++n) {
      slot_.transferred = value + n * step;
      slot_.stop.at = first + n * page_bytes;
      if (!access(slot_.stop.at, &slot_.stop.resume, &slot_.transferred)) break;
      if (loads) add(slot_.transferred);
    }
    slot_.stop.resume = 0;
    count_faults(slot_, before);
  }

  void add(Word value) {
    Reply& reply = slot_.reply;
    if (reply.runs != 0 && reply.run[reply.runs - 1].value == value) {
      ++reply.run[reply.runs - 1].count;
      return;
    }
    if (reply.runs == reply.run.size()) send(true);
    reply.run[reply.runs++] = {value, 1};
  }

  void call() {
    const auto [a, b, c, d, e, f] = slot_.command.args;
    const Faults before = faults_before(slot_);
    slot_.reply.result = system_call(slot_.command.number, a, b, c, d, e, f);
    count_faults(slot_, before);
  }

  void transfer(long number) {
    slot_.transferred = slot_.command.args[1];
    const Faults before = faults_before(slot_);
    slot_.reply.result = system_call(number, slot_.command.args[0], word(&slot_.transferred),
                                     sizeof slot_.transferred, slot_.command.args[2]);
    count_faults(slot_, before);
    if (number == SYS_pread64) add(slot_.transferred);
  }

  /// The child is the actor that begins, on this stack.
  void fork() {
    const std::uint32_t child = slot_.command.number;
    slot_.reply.result = system_call(SYS_fork);
    if (slot_.reply.result == 0) number_ = child;
    settle();
  }

  void thread() {
    constexpr Word flags =
        CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
    const std::uint32_t number = slot_.command.number;
    Slot& other = slots[number];
    slot_.reply.result = start_thread(other.stack + sizeof other.stack, number, flags);
  }

  void wait() {
    int status = 0;
    const long result = system_call(SYS_wait4, slot_.command.number, word(&status), 0, 0);
    slot_.reply.result = result < 0 ? result : protocol::exit_status(status);
  }

  int status() const { return static_cast<int>(slot_.command.number); }
  Word socket() const { return static_cast<Word>(protocol::socket_of(number_)); }

  Slot& slot_;
  std::uint32_t number_;
};

std::uint32_t number_in(const char* text) {
  std::uint32_t number = 0;
  for (; *text != 0; ++text) number = 10 * number + static_cast<std::uint32_t>(*text - '0');
  return number;
}

}  // namespace

extern "C" void serve(std::uint32_t actor) {
  set_signal_stack(own_slot());
  settle();
  Actor self(actor);
  self.introduce(static_cast<std::int64_t>(actor == 0 ? aligned_break() : 0));
  for (;;) self.obey();
}

/// argv[1]: the number of actors. argv[2], there or not: huge pages are wanted.
extern "C" void begin(const Word* initial_stack) {
  const auto* arguments = reinterpret_cast<const char* const*>(initial_stack + 1);
  if (initial_stack[0] < 2) leave_process(2);
  if (initial_stack[0] == 2) system_call(SYS_prctl, PR_SET_THP_DISABLE, 1);
  keep_apart();
  slots[0].actors = number_in(arguments[1]);
  set_signals();
  continue_on(slots[0].stack + sizeof slots[0].stack, 0);
}

}  // namespace vapa::scenario::actor
