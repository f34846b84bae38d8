#pragma once
// One walk of a page table as a sequence of steps. Whoever drives it reads the entry bytes (the
// hardware walker through the caches, the kernel directly, `explain` with a printout) and hands
// them over; this class decides what they mean.

#include <cstdint>

#include "core/paging/format.hpp"

namespace vapa {

class Walk {
 public:
  enum class Step : std::uint8_t { read, done, fault };

  /// Begins at the root, or at once with a fault when va is not canonical (level 0), or is done
  /// when paging is off. The root is taken down to a multiple of the page size. The format and the
  /// context must outlive the walk.
  Walk(const Format&, const Context&, VirtAddr va, Op) noexcept;

  /// Begins lower: a walk cache knew the table of `level` and the rights combined above it.
  void begin_at(unsigned level, PhysAddr table, std::uint8_t rights_above) noexcept;

  Step step() const noexcept { return step_; }
  /// Level of the entry to be read, or of the last one read.
  unsigned level() const noexcept { return level_; }
  /// Of the table to be read, with the rights combined above it: what a walk cache keeps.
  PhysAddr table() const noexcept { return table_; }
  std::uint8_t rights_above() const noexcept { return rights_; }
  PhysAddr entry_address() const noexcept { return format_->entry_address(table_, va_, level_); }

  /// Takes the entry that stood at entry_address(). Returns the bits to be set in it in memory
  /// (accessed, dirty): 0, or a mask to be ORed in. A bit is asked for only when the entry passes
  /// every check so far, and in a leaf only when the access is allowed. Without hardware_ad none is
  /// asked for: a leaf with a clear bit faults, the accessed bits of table entries do not count.
  std::uint64_t consume(std::uint64_t raw) noexcept;

  /// Whether the page is mapped, be the access allowed or not.
  bool mapped() const noexcept {
    return step_ == Step::done || fault_.kind == FaultKind::rights ||
           fault_.kind == FaultKind::accessed_dirty;
  }
  /// When mapped. After Step::done its rights contain the accessed and dirty bits just set.
  const Leaf& leaf() const noexcept { return leaf_; }
  /// After Step::fault; Fault::code filled in.
  const Fault& fault() const noexcept { return fault_; }

 private:
  std::uint64_t finish(const Entry&, std::uint64_t raw) noexcept;
  std::uint64_t fail(FaultKind) noexcept;

  const Format* format_;
  const Context* context_;
  VirtAddr va_;
  Op op_;
  Step step_ = Step::read;
  unsigned level_;
  PhysAddr table_;
  std::uint8_t rights_;
  Leaf leaf_;
  Fault fault_;
};

}  // namespace vapa
