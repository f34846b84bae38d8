#pragma once
// Buddy allocator of physical memory (Knuth, TAOCP vol. 1, 2.5; Linux mm/page_alloc.c). Memory that
// was never given out costs a few blocks, whatever its size.

#include <cstdint>
#include <set>
#include <vector>

#include "sw/kernel/types.hpp"

namespace vapa::kernel {

class FrameAllocator {
 public:
  explicit FrameAllocator(std::uint64_t frames);

  /// 2^order frames, aligned to their number, the lowest of the best-fitting blocks.
  /// Throws OutOfMemory.
  Ppn allocate(unsigned order);
  /// Any aligned part of what was allocated may be freed by itself.
  void free(Ppn, unsigned order);

  std::uint64_t free_frames() const noexcept { return free_frames_; }
  /// Blocks that are free; back at its first value when everything was freed.
  std::uint64_t free_blocks() const noexcept;

 private:
  static constexpr unsigned orders = 53;

  std::vector<std::set<std::uint64_t>> free_;  ///< first frames of free blocks, by order
  std::uint64_t free_frames_ = 0;
};

}  // namespace vapa::kernel
