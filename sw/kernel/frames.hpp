#pragma once
// What the kernel knows of each frame in use: what it is for and how many refer to it
// (Linux: struct page).

#include <cstdint>
#include <unordered_map>
#include <utility>

#include "core/stats/registry.hpp"
#include "sw/kernel/frame_allocator.hpp"
#include "sw/kernel/types.hpp"

namespace vapa::kernel {

enum class FrameKind : std::uint8_t {
  table,      ///< of a page table
  zero,       ///< the shared zero page
  anonymous,  ///< private memory of processes
  cache,      ///< a page of a file or of shared anonymous memory; the cache holds a reference
};

class Frames {
 public:
  explicit Frames(std::uint64_t frames) : allocator_(frames) {}

  /// 2^order base frames as one unit with one reference. Throws OutOfMemory.
  Ppn allocate(unsigned order, FrameKind);
  void retain(Ppn unit) { ++units_.at(unit.value).references; }
  /// The last reference frees the unit.
  void release(Ppn unit);
  /// One unit becomes many of 2^order frames. Precondition: one reference.
  void split(Ppn unit, unsigned order);

  FrameKind kind(Ppn unit) const { return units_.at(unit.value).kind; }
  std::uint32_t references(Ppn unit) const { return units_.at(unit.value).references; }
  /// A page of a file that the disk does not have yet.
  void set_dirty(Ppn unit) { units_.at(unit.value).dirty = true; }
  /// Whether it was dirty; it is clean afterwards.
  bool take_dirty(Ppn unit) { return std::exchange(units_.at(unit.value).dirty, false); }
  const FrameAllocator& allocator() const noexcept { return allocator_; }

  void describe(Registry&) const;

 private:
  struct Unit {
    std::uint32_t references = 1;
    std::uint8_t order = 0;
    FrameKind kind = FrameKind::anonymous;
    bool dirty = false;
  };

  void count(const Unit&, bool taken) noexcept;

  FrameAllocator allocator_;
  std::unordered_map<std::uint64_t, Unit> units_;  ///< by first frame; never iterated
  std::uint64_t used_ = 0;
  std::uint64_t peak_ = 0;
  std::uint64_t tables_ = 0;
  std::uint64_t tables_peak_ = 0;
};

}  // namespace vapa::kernel
