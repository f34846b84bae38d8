#pragma once
// An address space built entry by entry, for tests that need one with a fault in a known place.

#include "core/walk/driver.hpp"

namespace vapa {

class Space {
 public:
  static constexpr std::uint64_t memory_bytes = std::uint64_t{1} << 30U;

  explicit Space(const PagingConfig& config) : format(config), memory(memory_bytes) {
    root = take_table(format.levels());
  }

  /// Maps the page of va at `level` to pa; tables on the way are made where there are none.
  void map(VirtAddr va, PhysAddr pa, unsigned rights, unsigned level = 1) {
    poke(va, level, format.encode_leaf(level, pa, static_cast<std::uint8_t>(rights)));
  }

  /// Puts `raw` in the place of the entry that translates va at `level`.
  void poke(VirtAddr va, unsigned level, std::uint64_t raw) {
    memory.write_word(address(va, level), raw, format.entry_bytes());
  }

  std::uint64_t peek(VirtAddr va, unsigned level) {
    return memory.read_word(address(va, level), format.entry_bytes());
  }

  /// Of the entry that translates va at `level`.
  PhysAddr address(VirtAddr va, unsigned level) {
    PhysAddr table = root;
    for (unsigned n = format.levels(); n > level; --n) {
      const PhysAddr at = format.entry_address(table, va, n);
      std::uint64_t raw = memory.read_word(at, format.entry_bytes());
      if (raw == 0) {
        raw = format.encode_table(take_table(n - 1));
        memory.write_word(at, raw, format.entry_bytes());
      }
      table = format.decode(n, raw).pa;
    }
    return format.entry_address(table, va, level);
  }

  Context context(RightsMode mode = {}) const { return {Asid{7}, root, mode}; }

  Driven access(VirtAddr va, Op op, RightsMode mode = {}) {
    const Context c = context(mode);
    return drive(format, memory, c, va, op);
  }

  Format format;
  PhysicalMemory memory;
  PhysAddr root;

 private:
  PhysAddr take_table(unsigned level) {
    const PhysAddr table{next_};
    next_ += (format.table_bytes(level) + 4095) / 4096 * 4096;
    return table;
  }

  std::uint64_t next_ = 0x100000;
};

}  // namespace vapa
