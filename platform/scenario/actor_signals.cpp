#include "platform/scenario/actor_signals.hpp"

#include <ucontext.h>

#include <csignal>

namespace vapa::scenario::actor {
namespace {

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

}  // namespace

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

}  // namespace vapa::scenario::actor
