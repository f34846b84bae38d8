#include "platform/scenario/linux_world.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/error.hpp"
#include "platform/scenario/descriptor.hpp"
#include "platform/scenario/protocol.hpp"
#include "platform/scenario/scratch_file.hpp"
#include "platform/scenario/smaps.hpp"

namespace vapa::scenario {
namespace {

constexpr int patience = 20'000;  // milliseconds that an action may take

std::uint64_t number_of(const SystemCall& c) {
  switch (c.name) {
    case Syscall::mmap:
      return SYS_mmap;
    case Syscall::munmap:
      return SYS_munmap;
    case Syscall::mprotect:
      return SYS_mprotect;
    case Syscall::mremap:
      return SYS_mremap;
    case Syscall::brk:
      return SYS_brk;
    case Syscall::madvise:
      return SYS_madvise;
    case Syscall::msync:
      return SYS_msync;
    case Syscall::mlock:
      return c.args[2] != 0 ? SYS_mlock2 : SYS_mlock;
    case Syscall::munlock:
      return SYS_munlock;
    case Syscall::read:
      return SYS_pread64;
    case Syscall::write:
      return SYS_pwrite64;
    default:
      throw InputError("a scenario does not make this system call");
  }
}

kernel::Signal signal_of(const Reply& reply) {
  if (reply.signal == SIGBUS) return kernel::Signal::bus;
  if (reply.signal != SIGSEGV) {
    throw InputError(
        fmt::format("signal {} at {:#x}: a fetch runs a `ret` only", reply.signal, reply.address));
  }
  if (reply.code == SEGV_MAPERR) return kernel::Signal::segv_maperr;
  return reply.code == SEGV_ACCERR ? kernel::Signal::segv_accerr : kernel::Signal::segv_kernel;
}

/// The actors' program, beside this one or where the build puts it.
std::string program() {
  std::error_code ignored;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const auto beside = own.parent_path() / "vapa-actor";
  if (std::filesystem::exists(beside, ignored)) return beside.string();
  for (auto folder = own.parent_path(); folder.has_relative_path(); folder = folder.parent_path()) {
    const auto built = folder / "platform" / "scenario" / "vapa-actor";
    if (std::filesystem::exists(built, ignored)) return built.string();
  }
  throw InputError(fmt::format(
      "{}: the program that acts on Linux is missing; install vapa as a whole, or build "
      "the target vapa-actor",
      beside.string()));
}

class LinuxWorld final : public World {
 public:
  explicit LinuxWorld(const Setup& setup) : actors_(std::max<std::uint32_t>(1, setup.actors)) {
    // Those whose parents have ended become this process's children, to be reaped.
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    std::vector<Descriptor> theirs;
    for (Actor& actor : actors_) theirs.push_back(make_channel(actor));
    for (const std::uint64_t bytes : setup.files) theirs.push_back(make_scratch_file(bytes));
    first_file_ = first_channel + static_cast<int>(actors_.size());
    start(theirs, setup.huge_pages);
    theirs.clear();
    const Reply hello = receive(ActorId{0});
    heap_ = VirtAddr{static_cast<std::uint64_t>(hello.result)};
  }
  LinuxWorld(const LinuxWorld&) = delete;
  LinuxWorld& operator=(const LinuxWorld&) = delete;

  // In the order in which they began: a parent's end makes the child one of ours.
  ~LinuxWorld() override {
    for (Actor& actor : actors_) {
      if (actor.process != 0) kill(actor.process, SIGKILL);
    }
    for (Actor& actor : actors_) {
      actor.channel.close();
      if (actor.process != 0) waitpid(actor.process, nullptr, __WALL);
    }
  }

  Answer act(ActorId actor, const Action& action) override {
    return std::visit([&](const auto& what) { return perform(actor, what); }, action);
  }

  std::vector<Area> areas(ActorId actor, VirtAddr from, VirtAddr to) override {
    return read_smaps(actors_.at(actor.value).thread, from, to);
  }

  VirtAddr heap() const override { return heap_; }

 private:
  struct Actor {
    Descriptor channel;
    int process = 0;  ///< of a leader; 0: a thread, not begun, or reaped
    int thread = 0;
  };

  static Descriptor make_channel(Actor& actor) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
      throw InputError(fmt::format("a scenario's actors need sockets: {}", std::strerror(errno)));
    }
    actor.channel = Descriptor(ends[0]);
    return Descriptor(ends[1]);
  }

  void start(const std::vector<Descriptor>& theirs, bool huge_pages) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    // First out of the way of the places where they are wanted.
    std::vector<Descriptor> high;
    const int count = static_cast<int>(theirs.size());
    for (const Descriptor& one : theirs) {
      high.emplace_back(fcntl(one.number(), F_DUPFD_CLOEXEC, first_channel + count));
    }
    for (int n = 0; n < count; ++n) {
      const int from = high[static_cast<std::size_t>(n)].number();
      posix_spawn_file_actions_adddup2(&files, from, first_channel + n);
    }
    static const std::string path = program();
    std::string name = "vapa-actor", huge = "huge";
    char* arguments[] = {name.data(), huge_pages ? huge.data() : nullptr, nullptr};
    char* environment[] = {nullptr};
    const int error =
        posix_spawn(&actors_[0].process, path.c_str(), &files, nullptr, arguments, environment);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) throw InputError(fmt::format("{}: {}", path, std::strerror(error)));
    actors_[0].thread = actors_[0].process;
  }

  Reply receive(ActorId actor) {
    const int channel = actors_.at(actor.value).channel.number();
    pollfd wait{channel, POLLIN, 0};
    int ready = 0;
    do ready = poll(&wait, 1, patience);
    while (ready < 0 && errno == EINTR);
    Reply reply;
    const auto got = ready > 0 ? recv(channel, &reply, sizeof reply, 0) : 0;
    if (got != ssize_t{sizeof reply}) {
      throw InputError(fmt::format("actor {} on Linux {}", actor.value,
                                   ready > 0 ? "is gone" : "did not answer in 20 s"));
    }
    return reply;
  }

  Reply ask(ActorId actor, const Request& request) {
    const int channel = actors_.at(actor.value).channel.number();
    if (send(channel, &request, sizeof request, MSG_NOSIGNAL) != ssize_t{sizeof request}) {
      throw InputError(fmt::format("actor {} on Linux is gone", actor.value));
    }
    return receive(actor);
  }

  static void add(Answer& answer, const Reply& reply) {
    answer.result = reply.result;
    answer.minor_faults += reply.minor;
    answer.major_faults += reply.major;
    for (std::uint32_t n = 0; n < reply.runs; ++n) {
      answer.values.insert(answer.values.end(), reply.values[n].count, reply.values[n].value);
    }
    if (reply.signal == 0) return;
    const kernel::Signal signal = signal_of(reply);
    const bool told = signal != kernel::Signal::segv_kernel;
    answer.raised = Raised{signal, VirtAddr{told ? reply.address : 0}};
  }

  Answer perform(ActorId actor, const Touch& touch) {
    Request request;
    request.ask = Ask::touch;
    request.op = static_cast<std::uint32_t>(touch.op);
    request.first = touch.first.value;
    request.pages = touch.pages;
    request.value = touch.value;
    request.step = touch.step;
    Answer answer;
    Reply reply = ask(actor, request);
    add(answer, reply);
    while (reply.more != 0) {
      reply = receive(actor);
      add(answer, reply);
    }
    answer.result = 0;
    return answer;
  }

  Answer perform(ActorId actor, const SystemCall& c) {
    Request request;
    request.ask = Ask::call;
    request.number = number_of(c);
    std::copy(c.args.begin(), c.args.end(), request.args);
    const int file = c.file == Call::no_file ? -1 : first_file_ + static_cast<int>(c.file);
    if (c.name == Syscall::mmap) request.args[4] = static_cast<std::uint64_t>(file);
    if (c.name == Syscall::read || c.name == Syscall::write) {
      request.args[0] = static_cast<std::uint64_t>(file);
      request.value = c.args[1];
      request.moves_word = 1;
    }
    Answer answer;
    add(answer, ask(actor, request));
    return answer;
  }

  Answer perform(ActorId actor, const ForkProcess& f) {
    return begin(actor, Ask::fork, f.child, true);
  }
  Answer perform(ActorId actor, const StartThread& t) {
    return begin(actor, Ask::thread, t.thread, false);
  }

  Answer begin(ActorId actor, Ask how, ActorId begun, bool process) {
    Request request;
    request.ask = how;
    request.channel = static_cast<std::uint32_t>(first_channel) + begun.value;
    Answer answer;
    answer.result = std::min<std::int64_t>(0, ask(actor, request).result);
    if (answer.result < 0) return answer;
    Actor& child = actors_.at(begun.value);
    child.thread = receive(begun).thread;
    if (process) child.process = child.thread;
    return answer;
  }

  Answer perform(ActorId actor, const Exit& e) {
    Request request;
    request.ask = Ask::exit;
    request.number = e.status;
    ask(actor, request);
    while (alive(actors_[actor.value].thread)) sched_yield();
    return {};
  }

  /// Until its memory is given back it is neither gone nor a zombie.
  static bool alive(int thread) {
    std::ifstream in(fmt::format("/proc/{}/stat", thread));
    std::string line;
    if (!std::getline(in, line)) return false;
    const std::size_t name = line.rfind(") ");
    return name == std::string::npos || (line[name + 2] != 'Z' && line[name + 2] != 'X');
  }

  Answer perform(ActorId actor, const WaitFor& w) {
    Actor& child = actors_.at(w.child.value);
    Request request;
    request.ask = Ask::wait;
    request.number = static_cast<std::uint64_t>(child.thread);
    Answer answer;
    answer.result = ask(actor, request).result;
    if (answer.result >= 0) child.process = 0;
    return answer;
  }

  std::vector<Actor> actors_;
  int first_file_ = 0;
  VirtAddr heap_;
};

std::optional<std::string> try_it() {
#if !defined(__x86_64__)
  return "scenarios play on x86-64 only";
#endif
  constexpr Version oldest{514};
  if (linux_version() < oldest) return "the kernel is older than Linux 5.14";
  constexpr std::uint64_t pages = 8, rights = PROT_READ | PROT_WRITE;
  constexpr std::uint64_t flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
  try {
    LinuxWorld world(Setup{});
    const ActorId self{0};
    const VirtAddr end = arena + pages * page_bytes;
    world.act(self,
              SystemCall{Syscall::mmap,
                         {arena.value, pages * page_bytes, rights, flags, ~std::uint64_t{0}}});
    const Answer answer = world.act(self, Touch{Op::store, arena, pages, 1, 0});
    const auto areas = world.areas(self, arena, end);
    const bool accounts =
        answer.minor_faults == pages && areas.size() == 1 && areas[0].rss == pages * page_bytes;
    if (!accounts) return "the kernel does not account memory as Linux does (a sandbox?)";
  } catch (const InputError& error) {
    return error.what();
  }
  return std::nullopt;
}

}  // namespace

std::unique_ptr<World> make_linux_world(const Setup& setup) {
  return std::make_unique<LinuxWorld>(setup);
}

Version linux_version() {
  utsname system{};
  uname(&system);
  unsigned major = 0, minor = 0;
  std::sscanf(system.release, "%u.%u", &major, &minor);
  return Version{100 * major + minor};
}

std::optional<std::string> linux_unusable() {
  static const std::optional<std::string> reason = try_it();
  return reason;
}

}  // namespace vapa::scenario
