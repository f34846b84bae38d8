// vapa-actor: the process that a scenario plays in on Linux. It begins as actor 0 and does what it
// is told (protocol.hpp).

#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cstddef>

#include "platform/scenario/actor_signals.hpp"
#include "platform/scenario/actor_slot.hpp"
#include "platform/scenario/actor_system.hpp"
#include "platform/scenario/protocol.hpp"

namespace vapa::scenario::actor {
namespace {

using protocol::Command;
using protocol::Reply;

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
    forget_translations();
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
    slot_.reply.result = start_thread(slot_of(number).stack_end(), number, flags);
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

/// All actors do: each processor keeps lists of pages that it has seen lately, with references that
/// another one would take for owners.
void stay_on_this_processor() {
  constexpr Word bits = 64;
  std::array<Word, 1024 / bits> mask{};
  unsigned here = 0;
  system_call(SYS_getcpu, word(&here));
  mask[here / bits % mask.size()] = Word{1} << here % bits;
  system_call(SYS_sched_setaffinity, 0, sizeof mask, word(mask.data()));
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
  stay_on_this_processor();
  set_up_memory(number_in(arguments[1]));
  set_signals();
  continue_on(slot_of(0).stack_end(), 0);
}

}  // namespace vapa::scenario::actor
