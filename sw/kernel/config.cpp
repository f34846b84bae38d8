#include "sw/kernel/config.hpp"

#include <bit>

namespace vapa {

void KernelCosts::describe(Schema& s) {
  s.field("anonymous_fault", anonymous_fault, "ns", "A fault that gives a page a zeroed frame.");
  s.field("zero_page_fault", zero_page_fault, "ns", "A read fault that maps the zero page.");
  s.field("huge_fault", huge_fault, "ns",
          "A fault that gives a zeroed frame of 2 MiB; other large sizes in proportion.");
  s.field("cow_copy", cow_copy, "ns", "A write fault that copies a page.");
  s.field("make_writable", make_writable, "ns",
          "A fault that only changes the rights of a page that is there.");
  s.field("file_page", file_page, "ns", "Per page that a fault maps out of the page cache.");
  s.field("major_fault", major_fault, "ns", "Wait for the disk in a fault; default: NVMe.");
  s.field("mmap", mmap, "ns", "mmap, mremap or a growing brk.");
  s.field("munmap", munmap, "ns",
          "munmap, mremap, a shrinking brk, madvise that drops pages, exit.");
  s.field("mprotect", mprotect, "ns", "mprotect, and msync without its wait for the disk.");
  s.field("syscall", syscall, "ns", "Any other system call, and a call that fails.");
  s.field("local_flush", local_flush, "ns",
          "Per page invalidated on the own core, or all at once.");
  s.field("context_switch", context_switch, "ns", "Switching a core to another process.");
}

void KernelCosts::validate(Problems& p) const {
  KernelCosts copy = *this;
  Schema schema;
  copy.describe(schema);
  for (const Field& field : schema.fields()) {
    const double ns = *std::get<double*>(field.ref);
    if (!(ns >= 0 && ns <= 1e12)) p.add(field.key, "must be from 0 to 1e12 ns");
  }
}

void KernelConfig::describe(Schema& s) {
  s.field("page_size", page_size, "bytes",
          "Largest page that anonymous memory is mapped with, where a mapping holds one whole; "
          "4KiB: the base page of the format. Files are mapped by base pages.");
  s.field("zero_page", zero_page, "",
          "Whether a read of untouched anonymous memory maps the shared zero page.");
  s.field("charge", charge, "",
          "table: the time of kernel work is the cost table's; traffic: the table's fixed part and "
          "the latency of the kernel's memory traffic; off: neither time nor traffic.");
  s.field("time_slice", time_slice, "ns",
          "How long a process runs while others wait for its core.");
  s.field("stack_limit", stack_limit, "bytes", "How far the stack of a process grows.");
  s.field("file_cache", file_cache, "",
          "Whether files are in the page cache at the start: warm or cold.");
  s.field("fault_around", fault_around, "bytes",
          "Aligned window around a file read fault whose cached pages are mapped with it.");
  s.field("readahead", readahead, "bytes",
          "How much of a file is read around a page that is not in the page cache.");
  s.field("flush_ceiling", flush_ceiling, "pages",
          "An invalidation of more pages than this drops the whole address space.");
  s.section("cost", cost);
}

/// Linux has no limit but the file's end, which a trace may not tell.
constexpr std::uint64_t most_readahead = std::uint64_t{1} << 30U;

void KernelConfig::validate(Problems& p) const {
  if (!std::has_single_bit(page_size.value)) p.add("page_size", "must be a power of two");
  if (!(time_slice >= 1 && time_slice <= 1e15)) p.add("time_slice", "must be from 1 to 1e15 ns");
  if (stack_limit.value == 0) p.add("stack_limit", "must be above 0");
  if (!std::has_single_bit(fault_around.value)) {
    p.add("fault_around", "must be a power of two; a base page turns it off");
  }
  if (readahead.value == 0 || readahead.value > most_readahead) {
    p.add("readahead", "must be above 0 and at most 1GiB; a base page turns it off");
  }
  p.section("cost", cost);
}

}  // namespace vapa
