#pragma once
// Page tables built by hand, without the kernel model: what a test wants to see walked.

#include "core/memory/physical_memory.hpp"
#include "core/paging/format.hpp"

namespace vapa {

inline constexpr std::uint8_t read_write = right_r | right_w | right_u;

namespace test {

class Tables {
 public:
  /// Tables are taken from `free` upwards; the root first.
  Tables(PhysicalMemory& memory, const Format& format, PhysAddr free)
      : memory_(memory), format_(format), free_(free), root_(take(format.levels())) {}

  PhysAddr root() const { return root_; }
  unsigned count() const { return count_; }

  /// Maps the page of 2^shift(level) bytes at va to pa.
  void map(VirtAddr va, PhysAddr pa, unsigned level, unsigned rights) {
    memory_.write_word(entry(va, level), format_.encode_leaf(level, pa, narrow(rights)),
                       format_.entry_bytes());
  }

  /// Address of the entry of va at the level; makes the tables above it.
  PhysAddr entry(VirtAddr va, unsigned level) {
    PhysAddr table = root_;
    for (unsigned at = format_.levels(); at > level; --at) {
      const PhysAddr slot = format_.entry_address(table, va, at);
      const Entry e = format_.decode(at, memory_.read_word(slot, format_.entry_bytes()));
      table = e.kind == EntryKind::table ? e.pa : take(at - 1);
      memory_.write_word(slot, format_.encode_table(table), format_.entry_bytes());
    }
    return format_.entry_address(table, va, level);
  }

 private:
  static std::uint8_t narrow(unsigned rights) { return static_cast<std::uint8_t>(rights); }
  PhysAddr take(unsigned level) {
    const PhysAddr table = free_.align_up(format_.page_shift());
    free_ = table + format_.table_bytes(level);
    ++count_;
    return table;
  }

  PhysicalMemory& memory_;
  const Format& format_;
  PhysAddr free_;
  unsigned count_ = 0;
  PhysAddr root_;
};

}  // namespace test
}  // namespace vapa
