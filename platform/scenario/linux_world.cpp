#include "platform/scenario/linux_world.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "core/error.hpp"
#include "platform/scenario/conversation.hpp"
#include "platform/scenario/smaps.hpp"
#include "platform/scenario/temporary_file.hpp"

namespace vapa::scenario {
namespace {

using Kind = protocol::Command::Kind;

constexpr std::array<std::pair<Syscall, long>, 9> numbers{{{Syscall::mmap, SYS_mmap},
                                                           {Syscall::munmap, SYS_munmap},
                                                           {Syscall::mprotect, SYS_mprotect},
                                                           {Syscall::mremap, SYS_mremap},
                                                           {Syscall::brk, SYS_brk},
                                                           {Syscall::madvise, SYS_madvise},
                                                           {Syscall::msync, SYS_msync},
                                                           {Syscall::mlock, SYS_mlock},
                                                           {Syscall::munlock, SYS_munlock}}};

std::uint32_t number_of(const SystemCall& call) {
  if (call.name == Syscall::mlock && call.args[2] != 0) return SYS_mlock2;
  const auto* found = std::ranges::find(numbers, call.name, &std::pair<Syscall, long>::first);
  if (found == numbers.end()) throw InputError("a system call that scenarios do not make on Linux");
  return static_cast<std::uint32_t>(found->second);
}

Kind kind_of(Op op) {
  if (op == Op::fetch) return Kind::fetch;
  return is_write(op) ? Kind::store : Kind::load;
}

kernel::Signal signal_of(const protocol::Reply& reply) {
  if (reply.signal == SIGBUS) return kernel::Signal::bus;
  if (reply.code == SI_KERNEL) return kernel::Signal::segv_kernel;
  // Also SEGV_PKUERR: protection keys are how some processors forbid reading what can only be run.
  return reply.code == SEGV_MAPERR ? kernel::Signal::segv_maperr : kernel::Signal::segv_accerr;
}

std::vector<Descriptor> files_of(const Setup& setup) {
  std::vector<Descriptor> files;
  for (const std::uint64_t bytes : setup.files) files.push_back(temporary_file(bytes));
  return files;
}

std::uint32_t actors_of(const Setup& setup) {
  if (setup.actors <= protocol::most_actors) return std::max<std::uint32_t>(1, setup.actors);
  throw InputError(fmt::format("a scenario on Linux has at most {} actors", protocol::most_actors));
}

/// Pages wait in lists of the cores until Linux treats them as any other: before, madvise passes
/// over them, and after it smaps does not yet count them as LazyFree. Dropping a page of the page
/// cache that is in use, as the program's own first one is, has Linux empty the lists of all cores.
void empty_page_lists() {
  const Descriptor program(::open(actor_program().c_str(), O_RDONLY | O_CLOEXEC));
  ::posix_fadvise(program.get(), 0, page_bytes, POSIX_FADV_DONTNEED);
}

}  // namespace

LinuxWorld::LinuxWorld(const Setup& setup)
    : files_(files_of(setup)),
      actors_(actors_of(setup)),
      program_(actors_of(setup), files_, setup.huge_pages) {
  processes_.push_back({program_.process(), open_process(program_.process())});
  actors_[0] = {0, program_.process(), true};
  heap_ = VirtAddr(static_cast<std::uint64_t>(listen(ActorId{0}).result));
}

LinuxWorld::Actor& LinuxWorld::living(ActorId id) {
  Actor& actor = actors_.at(id.value);
  if (actor.thread != 0) return actor;
  throw InputError(fmt::format("actor {} is not alive on Linux", id.value));
}

Answer LinuxWorld::act(ActorId actor, const Action& action) {
  living(actor);
  return std::visit([&](const auto& what) { return perform(actor, what); }, action);
}

std::vector<Area> LinuxWorld::areas(ActorId actor, VirtAddr from, VirtAddr to) {
  const pid_t thread = living(actor).thread;
  empty_page_lists();
  return areas_of(thread, from, to);
}

Answer LinuxWorld::perform(ActorId actor, const Touch& touch) {
  return ask(actor,
             {kind_of(touch.op), 0, {touch.first.value, touch.pages, touch.value, touch.step}});
}

int LinuxWorld::descriptor_of(std::uint32_t file) const {
  if (file >= files_.size()) throw InputError(fmt::format("there is no file {} on Linux", file));
  return protocol::file_of(static_cast<std::uint32_t>(actors_.size()), file);
}

protocol::Command LinuxWorld::command_for(const SystemCall& call) const {
  if (call.name == Syscall::read || call.name == Syscall::write) {
    const auto file = static_cast<std::uint64_t>(descriptor_of(call.file));
    return {call.name == Syscall::read ? Kind::read : Kind::write,
            0,
            {file, call.args[1], call.args[3]}};
  }
  protocol::Command command{Kind::call, number_of(call), call.args};
  if (call.name == Syscall::mmap && call.file != Call::no_file) {
    command.args[4] = static_cast<std::uint64_t>(descriptor_of(call.file));
  }
  return command;
}

Answer LinuxWorld::perform(ActorId actor, const SystemCall& call) {
  if (call.name == Syscall::madvise) empty_page_lists();
  return ask(actor, command_for(call));
}

pid_t LinuxWorld::begin(ActorId actor, ActorId other, Kind kind) {
  if (actors_.at(other.value).begun) {
    throw InputError(fmt::format("actor {} has begun on Linux already", other.value));
  }
  const std::int64_t number = ask(actor, {kind, other.value, {}}).result;
  if (number > 0) return static_cast<pid_t>(number);
  throw InputError(
      fmt::format("Linux begins no other actor: {}", std::strerror(static_cast<int>(-number))));
}

Answer LinuxWorld::perform(ActorId actor, const ForkProcess& fork) {
  const pid_t id = begin(actor, fork.child, Kind::fork);
  actors_[fork.child.value] = {processes_.size(), id, true};
  processes_.push_back({id, open_process(id)});
  listen(fork.child);
  return {};
}

Answer LinuxWorld::perform(ActorId actor, const StartThread& start) {
  const pid_t id = begin(actor, start.thread, Kind::thread);
  actors_[start.thread.value] = {actors_[actor.value].process, id, true};
  ++process_of(actor).threads;
  listen(start.thread);
  return {};
}

Answer LinuxWorld::perform(ActorId id, const Exit& exit) {
  Actor& actor = living(id);
  Process& process = process_of(id);
  const bool last = --process.threads == 0;
  const pid_t thread = std::exchange(actor.thread, 0);
  send_command(program_.socket(id.value),
               {last ? Kind::exit_process : Kind::exit, exit.status, {}});
  if (last) {
    await_end(process.end.get());
  } else {
    await_end_of_thread(process.id, thread);
  }
  return {};
}

Answer LinuxWorld::perform(ActorId actor, const WaitFor& wait) {
  const Process& child = process_of(wait.child);
  if (child.threads != 0) {
    throw InputError(fmt::format("actor {} has not ended on Linux", wait.child.value));
  }
  return ask(actor, {Kind::wait, static_cast<std::uint32_t>(child.id), {}});
}

Answer LinuxWorld::listen(ActorId actor) {
  Answer answer;
  const int socket = program_.socket(actor.value);
  do {
    receive_reply(socket, process_of(actor).end.get(), reply_);
    for (std::uint32_t n = 0; n < reply_.runs; ++n) {
      answer.values.insert(answer.values.end(), reply_.run[n].count, reply_.run[n].value);
    }
  } while (reply_.more != 0);
  answer.result = reply_.result;
  answer.minor_faults = reply_.minor_faults;
  answer.major_faults = reply_.major_faults;
  if (reply_.signal != 0) answer.raised = Raised{signal_of(reply_), VirtAddr(reply_.address)};
  return answer;
}

Answer LinuxWorld::ask(ActorId actor, const protocol::Command& command) {
  send_command(program_.socket(actor.value), command);
  return listen(actor);
}

}  // namespace vapa::scenario
