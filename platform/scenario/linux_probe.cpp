#include <fmt/format.h>
#include <sys/utsname.h>

#include <cstdio>
#include <exception>
#include <fstream>

#include "platform/scenario/linux_world.hpp"
#include "sw/scenario/print.hpp"
#include "sw/workload/image.hpp"

namespace vapa::scenario {
namespace {

#ifdef __x86_64__
constexpr bool x86_64 = true;
#else
constexpr bool x86_64 = false;
#endif

constexpr Version oldest{514};  // MADV_POPULATE_READ and _WRITE

/// A page is brought in by one fault, and seen by /proc; some sandboxes count neither.
std::optional<std::string> try_it() {
  LinuxWorld world{Setup{}};
  constexpr std::uint64_t private_anonymous_fixed = 0x32;
  const SystemCall map{Syscall::mmap,
                       {arena.value, page_bytes, prot_read | prot_write, private_anonymous_fixed,
                        ~std::uint64_t{0}, 0}};
  world.act(ActorId{0}, map);
  const Answer first = world.act(ActorId{0}, Touch{.op = Op::store, .first = arena});
  const Answer second = world.act(ActorId{0}, Touch{.op = Op::store, .first = arena});
  if (first.minor_faults != 1 || second.minor_faults != 0) return "it does not count page faults";
  const auto areas = world.areas(ActorId{0}, arena, arena + page_bytes);
  if (areas.size() != 1 || areas[0].rss != page_bytes) return "its /proc/PID/smaps says nothing";
  return std::nullopt;
}

std::optional<std::string> find_reason() {
  if (!x86_64) return "the processor is not x86-64";
  const Version version = linux_version();
  if (version < oldest) {
    return fmt::format("Linux {} is older than {}", print(version), print(oldest));
  }
  try {
    return try_it();
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

Version linux_version() {
  utsname name{};
  unsigned major = 0, minor = 0;
  ::uname(&name);
  static_cast<void>(std::sscanf(name.release, "%u.%u", &major, &minor));
  return Version{100 * major + minor};
}

bool linux_has_huge_pages() {
  std::ifstream in("/sys/kernel/mm/transparent_hugepage/enabled");
  std::string choices;
  return std::getline(in, choices) && choices.find("[never]") == std::string::npos;
}

std::optional<std::string> linux_unusable() {
  static const std::optional<std::string> reason = find_reason();
  return reason;
}

}  // namespace vapa::scenario
