#pragma once
// What an area has in memory, under the names of /proc/PID/smaps (proc(5)).

#include "sw/kernel/resources.hpp"

namespace vapa::kernel {

/// In bytes.
struct Usage {
  std::uint64_t rss = 0;  ///< mapped pages, the zero page not counted
  std::uint64_t pss = 0;  ///< each page divided by its mappers, in whole KiB
  std::uint64_t shared_clean = 0;
  std::uint64_t shared_dirty = 0;
  std::uint64_t private_clean = 0;
  std::uint64_t private_dirty = 0;
  std::uint64_t referenced = 0;
  std::uint64_t anonymous = 0;
  std::uint64_t lazy_free = 0;
  std::uint64_t anon_huge = 0;
  std::uint64_t swap = 0;
  std::uint64_t locked = 0;
};

/// Linux: smap_gather_stats.
Usage usage_of(const Resources&, AddressSpace&, const Vma&);

}  // namespace vapa::kernel
