#pragma once
// Random page tables: mixed page sizes, random flags at every level, holes, malformed entries.

#include <random>
#include <vector>

#include "core/memory/physical_memory.hpp"
#include "core/paging/format.hpp"

namespace vapa::oracle {

class TableBuilder {
 public:
  struct Region {
    PhysAddr begin;
    PhysAddr end;
  };

  /// Tables are taken from `tables`; equal seeds give equal tables.
  TableBuilder(const Format&, PhysicalMemory&, Region tables, std::uint64_t seed);

  PhysAddr root() const noexcept { return root_; }
  /// What the tables occupy.
  Region used() const noexcept { return {root_, next_}; }

  /// Maps `pages` random pages of every size that the format has; frames begin in `frames`,
  /// aligned. Root entry 0 stays free for the guest's own program.
  void fill(unsigned pages, Region frames);
  /// Maps one page; the tables on the way allow everything.
  void map(VirtAddr, unsigned level, PhysAddr, std::uint8_t rights);
  /// Malforms `entries` random ones on the way to the pages, by flipping one of `bits`.
  void deface(unsigned entries, const std::vector<unsigned>& bits);

  /// Addresses worth asking for: in pages, at their edges, beside them, outside the format.
  VirtAddr pick();

  std::uint64_t random() { return random_(); }

 private:
  /// Of the entry of va at `level`, or of the one above it that leads to no table of these; tables
  /// are made as `decorated` says.
  PhysAddr descend(VirtAddr va, unsigned level, bool decorated);
  std::uint64_t new_table(unsigned level, bool decorated);
  VirtAddr random_page(unsigned level);
  std::uint64_t read(PhysAddr at) const { return memory_->read_word(at, format_->entry_bytes()); }
  void write(PhysAddr at, std::uint64_t raw) {
    memory_->write_word(at, raw, format_->entry_bytes());
  }
  bool chance(unsigned one_in) { return random_() % one_in == 0; }

  const Format* format_;
  PhysicalMemory* memory_;
  std::mt19937_64 random_;
  PhysAddr root_;
  PhysAddr next_;
  PhysAddr end_;
  std::vector<VirtAddr> pages_;
};

}  // namespace vapa::oracle
