#include "sw/kernel/stats.hpp"

#include <string>
#include <string_view>

namespace vapa::kernel {
namespace {

constexpr std::array<std::string_view, syscall_count> call_names{
    "mmap",  "munmap",  "mprotect", "mremap", "brk",  "madvise", "msync",
    "mlock", "munlock", "read",     "write",  "fork", "exec",    "wait",
    "pipe",  "dup",     "open",     "close",  "exit", "other"};

void describe_faults(const Stats& s, Registry& r) {
  r.counter("minor_faults", s.minor_faults, "faults", "Faults served without the disk.");
  r.counter("major_faults", s.major_faults, "faults", "Faults that waited for the disk.");
  r.counter("anonymous_faults", s.anonymous_faults, "faults",
            "Faults that gave anonymous memory a zeroed frame, of any size.");
  r.counter("zero_page_faults", s.zero_page_faults, "faults", "Faults that mapped the zero page.");
  r.counter("huge_faults", s.huge_faults, "faults",
            "Anonymous and zero page faults that mapped more than a base page.");
  r.counter("huge_fallbacks", s.huge_fallbacks, "times",
            "Times that no large page was free and a fault took the next smaller size.");
  r.counter("cow_faults", s.cow_faults, "faults", "Write faults that copied a page.");
  r.counter("cow_reuses", s.cow_reuses, "faults",
            "Write faults of the last process that holds a page, which keeps it.");
  r.counter("file_faults", s.file_faults, "faults",
            "Faults that mapped pages of a file or of shared memory.");
  r.counter("faulted_around", s.faulted_around, "pages",
            "Neighbours that file faults mapped besides the page asked for.");
  r.counter("mkwrite_faults", s.mkwrite_faults, "faults",
            "First writes to clean pages of shared file mappings.");
  r.counter("accessed_dirty_faults", s.accessed_dirty_faults, "faults",
            "Faults that set an accessed or dirty bit for the hardware.");
  r.counter("spurious_faults", s.spurious_faults, "faults",
            "Faults of accesses that the page table allows.");
  r.counter("stack_growths", s.stack_growths, "faults", "Faults that made a stack grow.");
  r.counter("inferred_pages", s.inferred_pages, "pages", "Base pages of areas made by a touch.");
}

void describe_signals(const Stats& s, Registry& r) {
  r.counter("deaths", s.deaths, "processes", "Processes ended before the end of their programs.");
  r.counter("sigsegv_maperr", s.sigsegv_maperr, "signals", "Processes ended: no mapping.");
  r.counter("sigsegv_accerr", s.sigsegv_accerr, "signals", "Processes ended: mapping forbids it.");
  r.counter("sigsegv_kernel", s.sigsegv_kernel, "signals",
            "Processes ended: non-canonical address (x86).");
  r.counter("sigbus", s.sigbus, "signals",
            "Processes ended: access behind the end of a file or of physical memory.");
  r.counter("out_of_memory_kills", s.out_of_memory_kills, "signals",
            "Processes ended: no frame was free.");
}

void describe_time(const Stats& s, Registry& r) {
  r.counter("busy_cycles", s.busy_cycles, "cycles", "Time charged for the kernel's work.");
  r.counter("untold_touches", s.untold_touches, "touches",
            "Memory that the kernel touched behind the first million places of one trap: counted "
            "here and left out of its traffic.");
  constexpr std::array<std::string_view, work_count> names{"fault", "disk", "call", "flush",
                                                           "schedule"};
  for (unsigned n = 0; n < work_count; ++n) {
    r.counter("busy." + std::string(names[n]), s.busy[n], "cycles", "Part of busy_cycles.");
  }
}

}  // namespace

void Stats::describe(Registry& r) const {
  describe_faults(*this, r);
  describe_signals(*this, r);
  for (unsigned n = 0; n < syscall_count; ++n) {
    r.counter("calls." + std::string(call_names[n]), calls[n], "calls",
              "System calls of this kind.");
  }
  r.counter("call_mismatches", call_mismatches, "calls",
            "Recorded calls that this kernel would have answered otherwise.");
  r.counter("forked_pages", forked_pages, "pages",
            "Page-table entries that forks copied, of any size.");
  r.counter("file_pages_written", pages_written, "pages", "Dirty pages that msync wrote to disk.");
  r.counter("page_flushes", page_flushes, "pages", "Pages invalidated one by one on the own core.");
  r.counter("full_flushes", full_flushes, "flushes",
            "Invalidations of a whole address space, or of everything, on the own core.");
  r.counter("shootdowns", shootdowns, "shootdowns", "Invalidations that interrupted other cores.");
  r.counter("shootdown_targets", shootdown_targets, "cores", "Cores interrupted, added up.");
  r.counter("context_switches", context_switches, "switches", "Switches to another process.");
  r.gauge("resident_peak", resident_peak, "pages",
          "Most base pages that one process had mapped, the zero page not counted.");
  describe_time(*this, r);
}

}  // namespace vapa::kernel
