#include "sw/kernel/frame_allocator.hpp"

#include <bit>

namespace vapa::kernel {
namespace {

constexpr std::uint64_t size_of(unsigned order) noexcept { return std::uint64_t{1} << order; }

}  // namespace

FrameAllocator::FrameAllocator(std::uint64_t frames) : free_(orders), free_frames_(frames) {
  // Blocks from large to small stand at multiples of their sizes.
  std::uint64_t at = 0;
  for (unsigned order = orders; order-- > 0;) {
    if ((frames & size_of(order)) == 0) continue;
    free_[order].insert(at);
    at += size_of(order);
  }
}

Ppn FrameAllocator::allocate(unsigned order) {
  unsigned from = order;
  while (from < orders && free_[from].empty()) ++from;
  if (from >= orders) throw OutOfMemory();
  const std::uint64_t first = *free_[from].begin();
  free_[from].erase(free_[from].begin());
  while (from > order) {
    --from;
    free_[from].insert(first + size_of(from));
  }
  free_frames_ -= size_of(order);
  return Ppn{first};
}

void FrameAllocator::free(Ppn frame, unsigned order) {
  std::uint64_t first = frame.value;
  free_frames_ += size_of(order);
  while (order + 1 < orders && free_[order].erase(first ^ size_of(order)) != 0) {
    first &= ~size_of(order);
    ++order;
  }
  free_[order].insert(first);
}

std::uint64_t FrameAllocator::free_blocks() const noexcept {
  std::uint64_t n = 0;
  for (const auto& blocks : free_) n += blocks.size();
  return n;
}

}  // namespace vapa::kernel
