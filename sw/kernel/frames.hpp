#pragma once
// What the kernel knows of each base frame: what it is for and how many refer to it (Linux: struct
// page). A large page is 2^order frames in a row, each with references of its own, so that a part
// of it can be split off, shared and freed by itself.

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/stats/registry.hpp"
#include "sw/kernel/frame_allocator.hpp"
#include "sw/kernel/types.hpp"

namespace vapa::kernel {

enum class FrameKind : std::uint8_t {
  free,
  table,      ///< of a page table
  zero,       ///< the shared zero page
  anonymous,  ///< private memory of processes
  cache,      ///< a page of a file or of shared anonymous memory; the cache holds a reference
};

struct Frame {
  std::uint32_t references = 0;
  FrameKind kind = FrameKind::free;
  bool dirty = false;      ///< of a file: the disk does not have it yet; not told by an entry
  bool lazy_free = false;  ///< anonymous, given up by MADV_FREE until it is written again
  bool exclusive = false;  ///< anonymous, shared by no fork (Linux: PageAnonExclusive)

  /// Page-table entries that map it; what waits for an invalidation counts until that has ended.
  std::uint32_t mappers() const noexcept {
    return references - (kind == FrameKind::cache ? 1U : 0U);
  }
};

class Frames {
 public:
  explicit Frames(std::uint64_t frames);

  /// 2^order frames with one reference each. Throws OutOfMemory.
  Ppn allocate(unsigned order, FrameKind);
  void retain(Ppn first, unsigned order = 0);
  /// Frames without a reference are free.
  void release(Ppn first, unsigned order = 0);

  Frame& operator[](Ppn frame) noexcept {
    return (*chunks_[frame.value >> chunk_order])[low(frame)];
  }
  const Frame& operator[](Ppn frame) const noexcept {
    return (*chunks_[frame.value >> chunk_order])[low(frame)];
  }
  const FrameAllocator& allocator() const noexcept { return allocator_; }

  void describe(Registry&) const;

 private:
  // Frames that were never given out have no record.
  static constexpr unsigned chunk_order = 9;
  using Chunk = std::array<Frame, std::size_t{1} << chunk_order>;

  static std::size_t low(Ppn frame) noexcept { return frame.value & ((1U << chunk_order) - 1); }
  void free(Ppn first, std::uint64_t frames);
  void count(FrameKind, std::int64_t frames) noexcept;

  FrameAllocator allocator_;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::uint64_t used_ = 0;
  std::uint64_t peak_ = 0;
  std::uint64_t tables_ = 0;
  std::uint64_t tables_peak_ = 0;
};

}  // namespace vapa::kernel
