#pragma once
// The kernel's counters.

#include <array>
#include <cstdint>

#include "core/event.hpp"
#include "core/stats/registry.hpp"
#include "sw/kernel/bill.hpp"

namespace vapa::kernel {

inline constexpr unsigned syscall_count = static_cast<unsigned>(Syscall::other) + 1;

struct Stats {
  std::uint64_t minor_faults = 0;
  std::uint64_t major_faults = 0;
  std::uint64_t anonymous_faults = 0;
  std::uint64_t zero_page_faults = 0;
  std::uint64_t huge_faults = 0;
  std::uint64_t huge_fallbacks = 0;
  std::uint64_t cow_faults = 0;
  std::uint64_t cow_reuses = 0;
  std::uint64_t file_faults = 0;
  std::uint64_t faulted_around = 0;
  std::uint64_t mkwrite_faults = 0;
  std::uint64_t accessed_dirty_faults = 0;
  std::uint64_t spurious_faults = 0;
  std::uint64_t stack_growths = 0;
  std::uint64_t inferred_pages = 0;
  std::uint64_t deaths = 0;
  std::uint64_t sigsegv_maperr = 0;
  std::uint64_t sigsegv_accerr = 0;
  std::uint64_t sigsegv_kernel = 0;
  std::uint64_t sigbus = 0;
  std::uint64_t out_of_memory_kills = 0;

  std::array<std::uint64_t, syscall_count> calls{};
  std::uint64_t call_mismatches = 0;
  std::uint64_t forked_pages = 0;
  std::uint64_t pages_written = 0;

  std::uint64_t page_flushes = 0;
  std::uint64_t full_flushes = 0;
  std::uint64_t shootdowns = 0;
  std::uint64_t shootdown_targets = 0;
  std::uint64_t context_switches = 0;

  std::array<std::uint64_t, work_count> busy{};
  std::uint64_t busy_cycles = 0;
  std::uint64_t untold_touches = 0;
  std::uint64_t resident_peak = 0;

  void describe(Registry&) const;
};

}  // namespace vapa::kernel
