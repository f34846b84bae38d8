#include "platform/scenario/actor_program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "core/error.hpp"

namespace vapa::scenario {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw InputError(fmt::format("{}: {}", what, std::strerror(errno)));
}

/// What the new process needs to know; it shares the memory of this one until it is vapa-actor.
struct Start {
  const char* program = nullptr;
  std::array<char*, 4> arguments{};
  const std::vector<Descriptor>* descriptors = nullptr;
  pid_t parent = 0;
  volatile int error = 0;
};

[[noreturn, gnu::noinline]] void become_actor(Start& start) {
  ::setpgid(0, 0);  // killed as one; a Ctrl-C at the terminal reaches the parent alone
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != start.parent) ::_exit(127);
  const rlimit nothing{0, 0};
  ::setrlimit(RLIMIT_CORE, &nothing);
  ::personality(ADDR_NO_RANDOMIZE);
  const std::vector<Descriptor>& all = *start.descriptors;
  for (std::size_t n = 0; n < all.size(); ++n) ::dup2(all[n].get(), static_cast<int>(n));
  ::close_range(static_cast<unsigned>(all.size()), ~0U, 0);
  char* no_environment = nullptr;
  ::execve(start.program, start.arguments.data(), &no_environment);
  start.error = errno;
  ::_exit(127);
}

/// A copy whose number is none of those that vapa-actor gives its descriptors.
Descriptor moved_away(int descriptor, std::size_t count) {
  Descriptor copy(::fcntl(descriptor, F_DUPFD_CLOEXEC, static_cast<int>(count)));
  if (copy.get() < 0) fail("a scenario on Linux needs more descriptors");
  return copy;
}

/// vfork: copying the page tables of a big program takes longer than all the rest.
pid_t start_process(Start& start) {
  const pid_t process = ::vfork();
  if (process == 0) become_actor(start);
  return process;
}

/// Those whose parent ended come to this process, which then can tell that they are gone.
void adopt_orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

}  // namespace

std::string actor_program() {
  if (const char* other = std::getenv("VAPA_ACTOR")) return other;
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "vapa-actor";
}

ActorProgram::ActorProgram(std::uint32_t actors, const std::vector<Descriptor>& files,
                           bool huge_pages) {
  adopt_orphans();
  std::vector<Descriptor> theirs;
  const std::size_t count = actors + files.size();
  for (std::uint32_t n = 0; n < actors; ++n) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) fail("a socket");
    sockets_.emplace_back(ends[0]);
    theirs.push_back(moved_away(Descriptor(ends[1]).get(), count));
  }
  for (const Descriptor& file : files) theirs.push_back(moved_away(file.get(), count));
  const std::string program = actor_program();
  std::string name = "vapa-actor", number = fmt::format("{}", actors), huge = "huge";
  Start start{program.c_str(),
              {name.data(), number.data(), huge_pages ? huge.data() : nullptr},
              &theirs,
              ::getpid()};
  process_ = start_process(start);
  if (process_ >= 0 && start.error == 0) return;
  if (process_ >= 0) ::waitpid(process_, nullptr, 0);
  errno = process_ < 0 ? errno : start.error;
  fail(fmt::format("{} cannot be started; it is built and installed with vapa, and stays beside it",
                   program));
}

ActorProgram::~ActorProgram() {
  ::kill(-process_, SIGKILL);
  while (::waitpid(-process_, nullptr, 0) >= 0 || errno == EINTR) {
  }
}

}  // namespace vapa::scenario
