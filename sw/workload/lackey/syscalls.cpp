#include "sw/workload/lackey/syscalls.hpp"

#include <algorithm>
#include <array>

namespace vapa {
namespace {

using enum FdEffect;

constexpr std::uint64_t cloexec = 0x80000;  // O_CLOEXEC, and by most other names
constexpr std::uint64_t always = ~std::uint64_t{0};

constexpr std::array table{
    SyscallTraits{0, Syscall::read, none, true},
    SyscallTraits{1, Syscall::write, none, true},
    SyscallTraits{2, Syscall::open, opens, false, 1, cloexec},
    SyscallTraits{3, Syscall::close, closes, true},
    SyscallTraits{9, Syscall::mmap, none, false},
    SyscallTraits{10, Syscall::mprotect, none, false},
    SyscallTraits{11, Syscall::munmap, none, false},
    SyscallTraits{12, Syscall::brk, none, false},
    SyscallTraits{17, Syscall::read, none, true},   // pread64
    SyscallTraits{18, Syscall::write, none, true},  // pwrite64
    SyscallTraits{22, Syscall::pipe, opens_two, false},
    SyscallTraits{25, Syscall::mremap, none, false},
    SyscallTraits{26, Syscall::msync, none, false},
    SyscallTraits{28, Syscall::madvise, none, false},
    SyscallTraits{32, Syscall::dup, duplicates, true},
    SyscallTraits{33, Syscall::dup, duplicates_onto, true},
    SyscallTraits{41, Syscall::other, opens, false, 1, cloexec},      // socket
    SyscallTraits{43, Syscall::other, opens, false},                  // accept
    SyscallTraits{53, Syscall::other, opens_two, false, 1, cloexec},  // socketpair
    SyscallTraits{56, Syscall::other, none, false},  // clone of a thread; of a process: fork
    SyscallTraits{57, Syscall::fork, none, false},
    SyscallTraits{58, Syscall::fork, none, false},  // vfork
    SyscallTraits{59, Syscall::exec, none, false},
    SyscallTraits{60, Syscall::other, none, false},  // exit: of a thread
    SyscallTraits{61, Syscall::wait, none, false},
    SyscallTraits{85, Syscall::open, opens, false},  // creat
    SyscallTraits{149, Syscall::mlock, none, false},
    SyscallTraits{150, Syscall::munlock, none, false},
    SyscallTraits{213, Syscall::other, opens, false},                     // epoll_create
    SyscallTraits{231, Syscall::exit, none, false},                       // exit_group
    SyscallTraits{247, Syscall::wait, none, false},                       // waitid
    SyscallTraits{253, Syscall::other, opens, false},                     // inotify_init
    SyscallTraits{257, Syscall::open, opens, false, 2, cloexec},          // openat
    SyscallTraits{282, Syscall::other, opens, false},                     // signalfd
    SyscallTraits{283, Syscall::other, opens, false, 1, cloexec},         // timerfd_create
    SyscallTraits{284, Syscall::other, opens, false},                     // eventfd
    SyscallTraits{288, Syscall::other, opens, false, 3, cloexec},         // accept4
    SyscallTraits{289, Syscall::other, opens, false, 3, cloexec},         // signalfd4
    SyscallTraits{290, Syscall::other, opens, false, 1, cloexec},         // eventfd2
    SyscallTraits{291, Syscall::other, opens, false, 0, cloexec},         // epoll_create1
    SyscallTraits{292, Syscall::dup, duplicates_onto, true, 2, cloexec},  // dup3
    SyscallTraits{293, Syscall::pipe, opens_two, false, 1, cloexec},      // pipe2
    SyscallTraits{294, Syscall::other, opens, false, 0, cloexec},         // inotify_init1
    SyscallTraits{319, Syscall::other, opens, false, 1, 1},               // memfd_create
    SyscallTraits{322, Syscall::exec, none, false},                       // execveat
    SyscallTraits{325, Syscall::mlock, none, false},                      // mlock2
    SyscallTraits{329, Syscall::mprotect, none, false},                   // pkey_mprotect
    SyscallTraits{434, Syscall::other, opens, false, 0,
                  always},                                    // pidfd_open of a process, never 0
    SyscallTraits{436, Syscall::other, closes_range, false},  // close_range
    SyscallTraits{437, Syscall::open, opens, false},          // openat2; its flags are in memory
};
constexpr SyscallTraits unknown{0, Syscall::other, none, false};

static_assert(std::is_sorted(table.begin(), table.end(),
                             [](const SyscallTraits& a, const SyscallTraits& b) {
                               return a.number < b.number;
                             }));

}  // namespace

const SyscallTraits& syscall_traits(std::uint16_t number) noexcept {
  const auto* found =
      std::lower_bound(table.begin(), table.end(), number,
                       [](const SyscallTraits& t, std::uint16_t n) { return t.number < n; });
  return found != table.end() && found->number == number ? *found : unknown;
}

bool prints_bare_hex(std::uint16_t number) noexcept {
  return number == syscall_number::clone || number == syscall_number::arch_prctl;
}

}  // namespace vapa
