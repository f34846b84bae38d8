#pragma once
// Page-table work over ranges of an address space: what munmap, mprotect, mremap and madvise do to
// the pages that are there.

#include "sw/kernel/resources.hpp"

namespace vapa::kernel {

/// Takes the pages of the range out of the page table; their frames go with the job's gather.
void unmap_pages(Job&, PageRange);
/// Frees the page tables over a range that has no area any more.
void free_tables(Job&, PageRange);
/// Gives the pages of an area, inside the range, the rights of its protection.
void protect_pages(Job&, const Vma&, PageRange);
/// Moves the entries of a range to another place: same frames.
void move_pages(Job&, PageRange from, Vpn to);
/// MADV_FREE: the pages count as never used and clean; a write takes that back.
void age_pages(Job&, PageRange);
/// Writes dirty pages of a shared file mapping back and write-protects them. Returns their number.
std::uint64_t clean_pages(Job&, PageRange);

}  // namespace vapa::kernel
