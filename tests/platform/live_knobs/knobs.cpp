#include "platform/live_knobs/knobs.hpp"

namespace vapa {
namespace {

using Texts = std::vector<std::string>;

const Texts program{"program"};
const Texts random_data{"uniform:footprint=64MiB,accesses=20K,seed=1,write=0.3"};
const Texts random_reads{"uniform:footprint=64MiB,accesses=20K,seed=1"};
const Texts small_set{"uniform:footprint=512KiB,accesses=20K,seed=1,write=0.3"};
const Texts gigabytes{"uniform:footprint=16GiB,accesses=20K,seed=1"};
const Texts terabytes{"uniform:footprint=8TiB,accesses=4K,seed=1"};
const Texts petabytes{"uniform:footprint=4096TiB,accesses=2K,seed=1"};
const Texts in_order{"sequential:footprint=8MiB,accesses=200K,size=64"};
const Texts two_processes{"uniform:footprint=1MiB,accesses=20K,seed=1",
                          "uniform:footprint=1MiB,accesses=20K,seed=2"};

const std::string large_pages = "kernel.page_size=2MiB";
const std::string pipelined = "mmu.dtlb.model=pipelined";
const std::string short_slices = "kernel.time_slice=10000";
const std::string small_l2 = "cache.l2.size=20KiB";
const std::string generic = "paging.format=generic";
const std::string memory_in_reach = "memory.size=4GiB";  // of the generic format's entries

}  // namespace

const std::vector<Knob>& live_knobs() {
  static const std::vector<Knob> knobs{
      {"seed", "2", random_data, {"mmu.dtlb.replacement=random"}},

      {"cpu.frequency", "2.0", random_data, {}},
      {"cpu.fetch_cost", "full", program, {}},

      {"paging.format", "sv39", random_data, {}},
      {"paging.hardware_ad", "false", program, {}},
      {"paging.nx", "false", {"jump"}, {}},
      {"paging.generic_index_bits", "[4,8,8]", random_data, {generic, memory_in_reach}},
      {"paging.generic_page_bits",
       "13",
       random_data,
       {generic, memory_in_reach, "mmu.itlb.page_sizes=4KiB,8KiB", "mmu.dtlb.page_sizes=4KiB,8KiB",
        "mmu.l2tlb.page_sizes=4KiB,8KiB"}},
      {"paging.generic_entry_bytes", "8", random_data, {generic, memory_in_reach}},

      {"mmu.asid_bits", "0", two_processes, {short_slices}},
      {"mmu.itlb.enabled", "false", program, {}},
      {"mmu.itlb.entries", "512", program, {}},
      {"mmu.itlb.ways", "1", program, {}},
      {"mmu.itlb.latency", "9", program, {}},
      {"mmu.itlb.replacement", "fifo", program, {}},
      {"mmu.itlb.page_sizes", "4KiB", program, {large_pages}},
      {"mmu.dtlb.model", "pipelined", random_data, {}},
      {"mmu.dtlb.enabled", "false", random_data, {}},
      {"mmu.dtlb.entries", "192", random_data, {}},
      {"mmu.dtlb.ways", "3", random_data, {}},
      {"mmu.dtlb.latency", "9", random_data, {}},
      {"mmu.dtlb.replacement", "fifo", random_data, {}},
      {"mmu.dtlb.page_sizes", "4KiB", random_data, {large_pages}},
      {"mmu.l2tlb.enabled", "false", random_data, {}},
      {"mmu.l2tlb.entries", "1024", random_data, {}},
      {"mmu.l2tlb.ways", "4", random_data, {}},
      {"mmu.l2tlb.latency", "9", random_data, {}},
      {"mmu.l2tlb.replacement", "fifo", random_data, {}},
      {"mmu.l2tlb.page_sizes", "4KiB", gigabytes, {large_pages}},
      {"mmu.walker.enters", "dram", random_data, {}},
      {"mmu.walker.latency", "5", random_data, {}},
      {"mmu.walker.pwc.enabled", "false", random_data, {}},
      {"mmu.walker.pwc.latency", "3", random_data, {}},
      {"mmu.walker.pwc.level2.entries", "64", gigabytes, {}},
      {"mmu.walker.pwc.level2.ways", "1", gigabytes, {}},
      {"mmu.walker.pwc.level3.entries", "16", gigabytes, {}},
      {"mmu.walker.pwc.level3.ways", "1", gigabytes, {}},
      {"mmu.walker.pwc.level4.entries", "8", terabytes, {}},
      {"mmu.walker.pwc.level4.ways", "1", terabytes, {}},
      {"mmu.walker.pwc.level5.entries", "4", petabytes, {"paging.format=x86_64_5"}},
      {"mmu.walker.pwc.level5.ways", "1", petabytes, {"paging.format=x86_64_5"}},

      {"cache.l1i.enabled", "false", program, {}},
      {"cache.l1i.size", "16KiB", program, {}},
      {"cache.l1i.ways", "1", program, {"cache.l1i.index=pipt"}},
      {"cache.l1i.line", "32", program, {}},
      {"cache.l1i.latency", "9", program, {}},
      {"cache.l1i.replacement", "fifo", program, {}},
      {"cache.l1i.index", "pipt", program, {}},
      {"cache.l1d.enabled", "false", random_data, {}},
      {"cache.l1d.size", "24KiB", small_set, {}},
      {"cache.l1d.ways", "6", small_set, {"cache.l1d.index=pipt"}},
      {"cache.l1d.line", "32", random_data, {}},
      {"cache.l1d.latency", "9", random_data, {}},
      {"cache.l1d.replacement", "fifo", small_set, {}},
      {"cache.l1d.index", "pipt", random_data, {}},
      {"cache.l2.enabled", "false", random_data, {}},
      {"cache.l2.size", "20KiB", small_set, {}},
      {"cache.l2.ways", "5", small_set, {"cache.l2.size=160KiB"}},
      {"cache.l2.line", "128", random_data, {"cache.l3.line=128"}},
      {"cache.l2.latency", "30", random_data, {}},
      {"cache.l2.replacement", "fifo", small_set, {"cache.l2.size=160KiB"}},
      {"cache.l2.inclusive", "true", small_set, {small_l2}},
      {"cache.l3.enabled", "false", random_data, {}},
      {"cache.l3.size", "96KiB", small_set, {small_l2}},
      {"cache.l3.ways", "6", small_set, {small_l2, "cache.l3.size=96KiB"}},
      {"cache.l3.line", "128", random_data, {}},
      {"cache.l3.latency", "90", random_data, {}},
      {"cache.l3.replacement", "fifo", small_set, {small_l2, "cache.l3.size=96KiB"}},
      {"cache.l3.inclusive", "true", small_set, {small_l2, "cache.l3.size=24KiB"}},

      {"dram.part", "ddr5_4800", random_data, {}},
      {"dram.channels", "1", random_data, {}},
      {"dram.ranks", "2", random_data, {}},
      {"dram.policy", "closed", random_data, {}},
      {"dram.mapping", "channel_rank_bank_row_column", random_data, {}},
      {"dram.refresh", "false", random_data, {}},
      {"dram.controller", "30.0", random_data, {}},
      {"dram.latency", "50.0", random_data, {"dram.part=fixed"}},
      {"memory.size", "16MiB", random_data, {}},

      {"kernel.page_size", "2MiB", random_data, {}},
      {"kernel.zero_page", "false", random_reads, {}},
      {"kernel.charge", "off", random_data, {}},
      {"kernel.time_slice", "20000.0", two_processes, {}},
      {"kernel.stack_limit", "512KiB", program, {}},
      {"kernel.file_cache", "cold", program, {}},
      {"kernel.fault_around", "4KiB", program, {}},
      {"kernel.readahead", "4KiB", program, {"kernel.file_cache=cold"}},
      {"kernel.flush_ceiling", "5", program, {}},
      {"kernel.cost.anonymous_fault", "5.0", random_data, {}},
      {"kernel.cost.zero_page_fault", "5.0", random_data, {}},
      {"kernel.cost.huge_fault", "5.0", random_data, {large_pages}},
      {"kernel.cost.cow_copy", "5.0", program, {}},
      {"kernel.cost.make_writable", "5.0", program, {}},
      {"kernel.cost.file_page", "5.0", program, {}},
      {"kernel.cost.major_fault", "5.0", program, {"kernel.file_cache=cold"}},
      {"kernel.cost.mmap", "5.0", program, {}},
      {"kernel.cost.munmap", "5.0", program, {}},
      {"kernel.cost.mprotect", "5.0", program, {}},
      {"kernel.cost.syscall", "5.0", program, {}},
      {"kernel.cost.local_flush", "5.0", program, {}},
      {"kernel.cost.context_switch", "5.0", two_processes, {short_slices}},
  };
  return knobs;
}

const std::vector<Knob>& neutral_knobs() {
  static const std::vector<Knob> knobs{
      {"cpu.quantum", "77", {}, {}},
      {"paging.pa_bits", "44", {}, {}},
      {"mmu.dtlb.miss_entries", "1", {}, {pipelined}},
      {"mmu.dtlb.waiters", "32", {}, {pipelined}},
  };
  return knobs;
}

const std::vector<std::string>& all_workloads() {
  static const std::vector<std::string> workloads{"program",
                                                  random_data.front(),
                                                  gigabytes.front(),
                                                  in_order.front(),
                                                  "chase:footprint=4MiB,accesses=20K,seed=1",
                                                  "zipf:footprint=64MiB,accesses=20K,seed=1"};
  return workloads;
}

}  // namespace vapa
