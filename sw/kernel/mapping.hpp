#pragma once
// Page-table work over ranges of an address space: what munmap, mprotect, mremap and madvise do to
// the pages that are there.

#include "sw/kernel/resources.hpp"

namespace vapa::kernel {

/// Takes the pages of the range out of the page table; their frames go with the job's gather, and
/// those of the page cache remember that they are dirty.
void unmap_pages(Job&, PageRange);
/// A large page becomes pages of the level below, one zero page many. Throws OutOfMemory.
void split_page(Job&, PageTable::Slot&);
/// Frees the page tables over a range that has no area any more.
void free_tables(Job&, PageRange);
/// Gives the pages of an area, inside the range, the rights of its protection.
void protect_pages(Job&, const Vma&, PageRange);
/// Splits the large pages across the borders of a range, where areas will be split.
void split_pages_at(Job&, PageRange);
/// Maps the pages of an area in the table of a child too: private ones read-only on both sides.
void share_pages(Job& parent, AddressSpace& child, const Vma&);
/// Moves the entries of a range to another place: same frames.
void move_pages(Job&, PageRange from, Vpn to);
/// MADV_FREE: the pages count as never used and clean; a write takes that back.
void age_pages(Job&, PageRange);
/// Writes the dirty pages of a shared file mapping back, mapped here or not, and write-protects
/// those that are. Returns their number. What another mapping dirtied is found only once its entry
/// has gone or it was synced itself: there is no way from a frame to its mappings.
std::uint64_t clean_pages(Job&, const Vma&);

}  // namespace vapa::kernel
