#pragma once
// The system calls that change an address space, with the answers of Linux: value or -errno.

#include <cstdint>

#include "sw/kernel/resources.hpp"

namespace vapa::kernel {

/// Serves a call. A recorded result is honoured: a recorded failure does nothing, a recorded
/// address is where the mapping goes; Stats::call_mismatches counts where this kernel's own answer
/// is another. Calls that do not concern memory answer 0. Throws OutOfMemory.
std::int64_t serve_call(Job&, const Call&);

/// Makes an area, in place of what is there (MAP_FIXED).
void establish(Job&, const Vma&);
/// Takes out areas, pages and page tables of a range (munmap).
void remove_range(Job&, PageRange);

// One function per call, as serve_call() uses them, which counts the mismatches.
std::int64_t call_mmap(Job&, const Call&);
std::int64_t call_munmap(Job&, const Call&);
std::int64_t call_brk(Job&, const Call&);
std::int64_t call_mprotect(Job&, const Call&);
std::int64_t call_mremap(Job&, const Call&);
std::int64_t call_madvise(Job&, const Call&);
/// Whether the advice of a madvise takes pages out of the page table.
bool drops_pages(const Call&) noexcept;
std::int64_t call_msync(Job&, const Call&);
std::int64_t call_mlock(Job&, const Call&);
/// pread64 and pwrite64 of a file, up to its end.
std::int64_t call_transfer(Job&, const Call&);

/// The pages of `bytes` bytes at a page-aligned address; empty when the address is unaligned or the
/// range leaves the user addresses.
PageRange user_range(const Job&, std::uint64_t address, std::uint64_t bytes);
bool page_aligned(const Job&, std::uint64_t address);
/// The place that the kernel chooses: at the hint if it is free, else the highest gap under the
/// mmap base, else the highest of all; -ENOMEM.
std::int64_t place(const Job&, std::uint64_t hint, std::uint64_t pages, bool anonymous);
/// Linux's heuristic overcommit: only what all of memory could not hold is refused.
bool overcommitted(const Job&, std::uint64_t pages, std::uint8_t prot, std::uint16_t flags);
/// For which access pages are faulted in; as_mapped: to write where private memory may be written.
enum class Populate : std::uint8_t { as_mapped, read, write };
/// Faults every page of the range in. 0, or what stopped it: -ENOMEM at a hole, -EINVAL where the
/// area does not grant the access, -EFAULT behind the end of a file.
std::int64_t populate(Job&, PageRange, Populate);

}  // namespace vapa::kernel
