#pragma once
// An address space: areas, page table, and what the TLBs of the cores may hold of it
// (Linux: mm_struct).

#include <cstdint>
#include <vector>

#include "sw/kernel/asid.hpp"
#include "sw/kernel/page_table.hpp"
#include "sw/kernel/vma_map.hpp"

namespace vapa::kernel {

struct AddressSpace {
  AddressSpace(std::uint32_t number, PageTable page_table, unsigned cores)
      : id(number), table(page_table), flushed(cores, 0) {}

  std::uint32_t id;  ///< in the order in which they began

  VmaMap vmas;
  PageTable table;
  std::vector<FileId> files;  ///< of the image, by its index
  bool infer_vmas = false;

  Vpn heap_start;  ///< first page of the heap
  VirtAddr brk;    ///< program break
  std::uint32_t anon_groups = 0;

  std::uint64_t resident = 0;  ///< base pages mapped, the zero page not counted
  std::uint64_t resident_peak = 0;

  AsidHolder asid;
  std::uint64_t running = 0;           ///< bit n: core n runs this space
  std::uint64_t flushes = 0;           ///< invalidations so far
  std::vector<std::uint64_t> flushed;  ///< by core: how many of them it has seen
};

}  // namespace vapa::kernel
