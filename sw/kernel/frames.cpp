#include "sw/kernel/frames.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace vapa::kernel {

Frames::Frames(std::uint64_t frames) : allocator_(frames), chunks_((frames >> chunk_order) + 1) {}

Ppn Frames::allocate(unsigned order, FrameKind kind) {
  const Ppn first = allocator_.allocate(order);
  const std::uint64_t end = first.value + (std::uint64_t{1} << order);
  for (std::uint64_t n = first.value; n < end; ++n) {
    auto& chunk = chunks_[n >> chunk_order];
    if (chunk == nullptr) chunk = std::make_unique<Chunk>();
    (*chunk)[low(Ppn{n})] = {
        .references = 1, .kind = kind, .exclusive = kind == FrameKind::anonymous};
  }
  count(kind, std::int64_t{1} << order);
  return first;
}

void Frames::retain(Ppn first, unsigned order) {
  const std::uint64_t frames = std::uint64_t{1} << order;
  for (std::uint64_t n = 0; n < frames; ++n) ++(*this)[first + n].references;
}

void Frames::release(Ppn first, unsigned order) {
  const Ppn end = first + (std::uint64_t{1} << order);
  Ppn unused = first;  // what begins here and was passed has no reference
  for (Ppn at = first; at < end; at += 1) {
    Frame& frame = (*this)[at];
    assert(frame.references != 0);
    if (--frame.references == 0) {
      count(frame.kind, -1);
      frame = {};
      continue;
    }
    free(unused, at - unused);
    unused = at + 1;
  }
  free(unused, end - unused);
}

// In the largest aligned blocks.
void Frames::free(Ppn first, std::uint64_t frames) {
  while (frames != 0) {
    const auto fits = static_cast<unsigned>(std::bit_width(frames) - 1);
    const auto aligned =
        first.value == 0 ? fits : static_cast<unsigned>(std::countr_zero(first.value));
    const unsigned order = std::min(fits, aligned);
    allocator_.free(first, order);
    first += std::uint64_t{1} << order;
    frames -= std::uint64_t{1} << order;
  }
}

void Frames::count(FrameKind kind, std::int64_t frames) noexcept {
  used_ += static_cast<std::uint64_t>(frames);
  peak_ = std::max(peak_, used_);
  if (kind != FrameKind::table) return;
  tables_ += static_cast<std::uint64_t>(frames);
  tables_peak_ = std::max(tables_peak_, tables_);
}

void Frames::describe(Registry& r) const {
  r.gauge("frames_used", used_, "frames", "Frames in use at the end, the page cache included.");
  r.gauge("frames_peak", peak_, "frames", "Most frames in use at any time.");
  r.gauge("table_frames", tables_, "frames", "Frames of page tables at the end.");
  r.gauge("table_frames_peak", tables_peak_, "frames", "Most frames of page tables at any time.");
}

}  // namespace vapa::kernel
