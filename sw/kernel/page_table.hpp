#pragma once
// A page table as the kernel edits it: bytes in physical memory in the format of the machine.
// Every entry read or written and every table cleared is a touch on the bill.

#include <algorithm>
#include <bit>
#include <cstdint>

#include "core/memory/physical_memory.hpp"
#include "core/paging/format.hpp"
#include "sw/kernel/bill.hpp"
#include "sw/kernel/frames.hpp"
#include "sw/kernel/types.hpp"

namespace vapa::kernel {

class PageTable {
 public:
  /// An entry that is, or may become, a leaf.
  struct Slot {
    PhysAddr at;
    Vpn first;  ///< of the pages that the entry maps
    unsigned level = 1;
    std::uint64_t raw = 0;
  };

  /// A leaf's content. `hidden`: the hardware sees no page (PROT_NONE), the frame is kept.
  struct Mapping {
    Ppn frame;
    std::uint8_t rights = 0;
    bool hidden = false;
  };

  /// Allocates the root. Throws OutOfMemory.
  PageTable(const Format&, PhysicalMemory&, Frames&, Bill&);

  PhysAddr root() const noexcept { return root_; }
  Vpn page_of(VirtAddr va) const noexcept { return Vpn{va.value >> format_->page_shift()}; }
  VirtAddr address_of(Vpn page) const noexcept {
    return VirtAddr{page.value << format_->page_shift()};
  }
  PhysAddr address_of(Ppn frame) const noexcept {
    return PhysAddr{frame.value << format_->page_shift()};
  }
  /// log2 of the base pages that a leaf of this level maps.
  unsigned order(unsigned level) const noexcept {
    return format_->shift(level) - format_->page_shift();
  }
  std::uint64_t pages(unsigned level) const noexcept { return std::uint64_t{1} << order(level); }

  /// The leaf that maps a page, or the empty entry, at whatever level, that stands in its place.
  Slot find(Vpn, Bill&) const;
  /// The entry of `level` for a page; tables are made down to it. Precondition: no leaf stands
  /// above it. Throws OutOfMemory and leaves a table that is sound.
  Slot make(Vpn, unsigned level, Bill&);

  Mapping decode(const Slot&) const noexcept;
  /// Writes a leaf of a page of the slot's level. Rights without r, w and x are written hidden.
  void write(Slot&, Ppn, std::uint8_t rights, Bill&);
  void clear(Slot&, Bill&);
  /// Replaces a large leaf by a table of leaves of the level below with the same rights;
  /// frame_of(n) is the frame of the n-th. Throws OutOfMemory before anything has changed.
  template <class FrameOf>
  void split(Slot&, FrameOf&& frame_of, Bill&);

  /// Calls visit(Slot&) for every leaf that overlaps the range, in order. The visitor may write,
  /// clear or split the slot; after a split it sees the parts.
  template <class Visit>
  void each(PageRange range, Bill& bill, Visit&& visit) {
    each_in(root_, format_->levels(), range, bill, visit);
  }

  /// Takes out the tables over `gone` whose whole span lies in `unused`, where no area is left
  /// (Linux: free_pgtables). Calls freed(first frame, level of the table, first page of `gone`
  /// under it); the caller releases the frames when no walk can lead there any more.
  template <class Freed>
  void free_tables(PageRange gone, PageRange unused, Bill& bill, Freed&& freed) {
    free_in(root_, format_->levels(), gone, unused, bill, freed);
  }

  /// log2 of the frames that a table of this level takes.
  unsigned table_order(unsigned level) const noexcept {
    const std::uint64_t page = std::uint64_t{1} << format_->page_shift();
    const std::uint64_t frames = (format_->table_bytes(level) + page - 1) / page;
    return static_cast<unsigned>(std::bit_width(frames - 1));
  }
  Ppn root_frame() const noexcept { return Ppn{root_.value >> format_->page_shift()}; }

 private:
  enum class Kind : std::uint8_t { empty, leaf, table };

  Kind kind(unsigned level, std::uint64_t raw) const noexcept;
  Vpn start_of(Vpn page, unsigned level) const noexcept { return page.align_down(order(level)); }
  PhysAddr at(PhysAddr table, Vpn page, unsigned level) const noexcept {
    return format_->entry_address(table, address_of(page), level);
  }
  std::uint64_t read(PhysAddr at, Bill&) const;
  void store(PhysAddr at, std::uint64_t raw, Bill&);
  PhysAddr new_table(unsigned level, Bill&);
  std::uint64_t encode(unsigned level, Ppn, std::uint8_t rights) const noexcept;

  template <class Visit>
  void each_in(PhysAddr table, unsigned level, PageRange, Bill&, Visit&);
  template <class Freed>
  void free_in(PhysAddr table, unsigned level, PageRange gone, PageRange unused, Bill&, Freed&);

  const Format* format_;
  PhysicalMemory* memory_;
  Frames* frames_;
  PhysAddr root_;
};

template <class FrameOf>
void PageTable::split(Slot& slot, FrameOf&& frame_of, Bill& bill) {
  const std::uint8_t rights = decode(slot).rights;
  const unsigned below = slot.level - 1;
  const PhysAddr table = new_table(below, bill);
  const std::uint64_t count = std::uint64_t{1} << format_->index_bits(below);
  for (std::uint64_t n = 0; n < count; ++n) {
    store(table + n * format_->entry_bytes(), encode(below, frame_of(n), rights), bill);
  }
  slot.raw = format_->encode_table(table);
  store(slot.at, slot.raw, bill);
}

template <class Visit>
void PageTable::each_in(PhysAddr table, unsigned level, PageRange range, Bill& bill, Visit& visit) {
  for (Vpn page = range.first; page < range.end; page = start_of(page, level) + pages(level)) {
    Slot slot{at(table, page, level), start_of(page, level), level, 0};
    slot.raw = read(slot.at, bill);
    if (kind(level, slot.raw) == Kind::leaf) visit(slot);
    if (kind(level, slot.raw) == Kind::table) {
      const PageRange inside{page, std::min(range.end, slot.first + pages(level))};
      each_in(format_->decode(level, slot.raw).pa, level - 1, inside, bill, visit);
    }
  }
}

template <class Freed>
void PageTable::free_in(PhysAddr table, unsigned level, PageRange gone, PageRange unused,
                        Bill& bill, Freed& freed) {
  if (level == 1) return;
  for (Vpn page = gone.first; page < gone.end; page = start_of(page, level) + pages(level)) {
    const PhysAddr entry = at(table, page, level);
    const std::uint64_t raw = read(entry, bill);
    if (kind(level, raw) != Kind::table) continue;
    const PageRange span{start_of(page, level), start_of(page, level) + pages(level)};
    const PhysAddr below = format_->decode(level, raw).pa;
    free_in(below, level - 1, {page, std::min(gone.end, span.end)}, unused, bill, freed);
    if (!unused.contains(span)) continue;
    store(entry, 0, bill);
    freed(Ppn{below.value >> format_->page_shift()}, level - 1, page);
  }
}

}  // namespace vapa::kernel
