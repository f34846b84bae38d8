#pragma once
// A virtual memory area: pages in a row with equal rights and backing (Linux: vm_area_struct).

#include <cstdint>

#include "sw/kernel/types.hpp"
#include "sw/workload/image.hpp"

namespace vapa::kernel {

/// A file, or shared anonymous memory, in the page cache. 0: none, private anonymous memory.
using FileId = Strong<struct FileIdTag, std::uint32_t>;
inline constexpr FileId no_file{0};

enum VmaFlag : std::uint16_t {
  vma_shared = 1,
  vma_grows_down = 2,
  vma_no_reserve = 4,
  vma_locked = 8,
  vma_random = 16,         ///< MADV_RANDOM
  vma_sequential = 32,     ///< MADV_SEQUENTIAL
  vma_on_fault = 64,       ///< MLOCK_ONFAULT: what is locked comes in by faults
  vma_account = 128,       ///< private and writable once: memory is set aside for it
  vma_dont_fork = 256,     ///< MADV_DONTFORK: a child does not have it
  vma_wipe_on_fork = 512,  ///< MADV_WIPEONFORK: a child has it, untouched
  vma_dont_dump = 1024,
  vma_mergeable = 2048,  ///< MADV_MERGEABLE; no pages are merged
  vma_huge = 4096,       ///< MADV_HUGEPAGE
  vma_no_huge = 8192,    ///< MADV_NOHUGEPAGE: mapped by base pages only
};

struct Vma {
  PageRange pages;
  std::uint8_t prot = 0;    ///< of Prot
  std::uint16_t flags = 0;  ///< of VmaFlag
  FileId file = no_file;
  /// In pages into the file; of private anonymous memory the page where it was mapped first.
  std::uint64_t offset = 0;
  /// Names the group of areas that share anonymous pages (Linux: anon_vma); 0: none yet.
  std::uint32_t anon = 0;
  /// Begun by a fork: it may hold pages of a parent, and no untouched neighbour joins it
  /// (Linux: vma_had_uncowed_parents).
  bool forked = false;

  bool shared() const noexcept { return (flags & vma_shared) != 0; }
  /// Linux: accountable_mapping. It stays when the area is not writable any more.
  void account() noexcept {
    const bool counted = (prot & prot_write) != 0 && (flags & (vma_shared | vma_no_reserve)) == 0;
    if (counted) flags |= vma_account;
  }
  bool anonymous() const noexcept { return file == no_file; }
  /// Page of the file, or of the anonymous origin, behind a page of the area.
  std::uint64_t index(Vpn page) const noexcept { return offset + (page - pages.first); }
  bool operator==(const Vma&) const noexcept = default;
};

/// Whether `low`, ending where `high` begins, is backed by what precedes high's backing.
inline bool continues(const Vma& low, const Vma& high) noexcept {
  return low.pages.end == high.pages.first && low.file == high.file &&
         low.index(low.pages.end) == high.offset;
}

/// Whether two neighbours are one area (Linux: can_vma_merge_before, can_vma_merge_after).
inline bool mergeable(const Vma& low, const Vma& high) noexcept {
  const bool joins = (low.anon == 0 || high.anon == 0) && !low.forked && !high.forked;
  return continues(low, high) && low.prot == high.prot && low.flags == high.flags &&
         (joins || low.anon == high.anon);
}

}  // namespace vapa::kernel
