#pragma once
// Scenarios in the kernel model.

#include <sys/mman.h>

#include <csignal>

#include "oracle/linux/world.hpp"
#include "sw/kernel/rig.hpp"

namespace vapa::test {

class Model final : public World {
 public:
  Model() : task_(rig_.run(image_with_file(file_bytes))) {}

  long map(long at, long pages, int prot, int flags) override {
    return error(rig_.mmap(address(at), bytes(pages), unsigned(prot), unsigned(flags)));
  }
  long map_file(long at, long pages, int prot, int flags, long offset) override {
    return error(
        rig_.map_file(address(at), bytes(pages), unsigned(prot), unsigned(flags), bytes(offset)));
  }
  long unmap(long at, long pages) override {
    return error(rig_.call(Syscall::munmap, address(at), bytes(pages)));
  }
  long protect(long at, long pages, int prot) override {
    return error(rig_.call(Syscall::mprotect, address(at), bytes(pages), unsigned(prot)));
  }
  long advise(long at, long pages, int advice) override {
    return error(rig_.call(Syscall::madvise, address(at), bytes(pages), unsigned(advice)));
  }
  long sync(long at, long pages) override {
    return error(rig_.call(Syscall::msync, address(at), bytes(pages), MS_SYNC));
  }
  long remap(long at, long pages, long new_pages, int flags, long to) override {
    return error(rig_.call(Syscall::mremap, address(at), bytes(pages), bytes(new_pages),
                           unsigned(flags), address(to)));
  }
  long touch(long at, bool write) override {
    return access(address(at), write ? Op::store : Op::load);
  }
  long touch_address(std::uint64_t at) override { return access(at, Op::load); }
  long faults() override { return static_cast<long>(rig_.stat("minor_faults")); }
  long areas() override { return static_cast<long>(task_.space->vmas.size()); }
  long resident() override { return static_cast<long>(task_.space->resident); }

 private:
  long access(std::uint64_t at, Op op) {
    if (rig_.access(at, op)) return 0;
    switch (rig_.death(task_)) {
      case kernel::Signal::segv_maperr:
        return 100 * SIGSEGV + SEGV_MAPERR;
      case kernel::Signal::segv_accerr:
        return 100 * SIGSEGV + SEGV_ACCERR;
      case kernel::Signal::segv_kernel:
        return 100 * SIGSEGV + SI_KERNEL;
      case kernel::Signal::bus:
        return 100 * SIGBUS + BUS_ADRERR;
      default:
        return -1;
    }
  }
  static std::uint64_t address(long at) {
    return 0x10000000 + static_cast<std::uint64_t>(at) * page_bytes;
  }
  static std::uint64_t bytes(long pages) { return static_cast<std::uint64_t>(pages) * page_bytes; }
  static long error(std::int64_t result) { return result < 0 ? -result : 0; }

  Rig rig_;
  Task& task_;
};

}  // namespace vapa::test
