#pragma once
// Page tables of several address spaces in simulated memory: random, aliasing, partly malformed,
// and the history of what the kernel has changed in them.

#include <optional>
#include <string>
#include <vector>

#include "core/memory/physical_memory.hpp"
#include "core/paging/format.hpp"
#include "cosim/device.hpp"
#include "cosim/item.hpp"
#include "cosim/random.hpp"

namespace vapa::cosim {

/// A value that an entry had until the kernel changed it.
struct Version {
  std::uint64_t value = 0;
  Cycle until = 0;  ///< the cycle of the change
};

class World {
 public:
  /// Equal seeds give equal worlds. pages: about as many are mapped in each address space.
  /// program: if not empty, the pages of 4 KiB of a program, in place of random ones: its kernel
  /// allows all of them in the first address space.
  World(const Capabilities&, unsigned pages, std::uint64_t seed,
        const std::vector<VirtAddr>& program = {});

  const Format& format() const noexcept { return format_; }
  const std::vector<Asid>& spaces() const noexcept { return spaces_; }
  PhysAddr root(Asid) const noexcept;
  /// First bytes of 4 KiB pages worth asking for: mapped ones, and such that differ from them in
  /// one bit.
  const std::vector<VirtAddr>& pages() const noexcept { return pages_; }

  std::uint64_t read(PhysAddr entry) const noexcept;
  /// The walker sets accessed and dirty bits: no history, since they change no answer.
  void mark(PhysAddr entry, std::uint64_t value) { memory_.write_word(entry, value, 8); }
  void edit(const Edit&, Cycle now);
  /// Why this world cannot be asked this; nothing when it can.
  std::optional<std::string> objection(const Item&) const;
  /// What the kernel might do next.
  Edit random_edit(Random&) const;
  /// Likewise, to an entry that a walk for this address reads; to any when it reads none that may
  /// change.
  Edit random_edit(Asid, VirtAddr, Random&) const;

  /// Values that an entry had, oldest first; null when it was never changed.
  const std::vector<Version>* history(PhysAddr entry) const noexcept;

 private:
  struct Slot {
    PhysAddr at;
    unsigned level = 1;
    bool shared = false;      ///< of all address spaces: can be global
    std::uint64_t value = 0;  ///< as it was made
    std::optional<std::uint64_t>
        other;  ///< of another size: a table for a leaf, a leaf for a table
  };

  bool allowed(unsigned level) const noexcept;
  Edit changed(const Slot&, Random&) const;
  std::vector<const Slot*> path(Asid, VirtAddr) const;
  bool leads_astray(const Slot&, std::uint64_t value) const noexcept;
  static PagingConfig paging(const Capabilities&, std::uint64_t seed);
  void choose_spaces(unsigned asid_bits);
  void choose_pages(unsigned count);
  void map_pages();
  void map_program(const std::vector<VirtAddr>& pages);
  bool shared(VirtAddr va) const noexcept { return va.value >> 63U != 0; }
  unsigned random_level();
  void map(std::size_t space, VirtAddr);
  void map_below(PhysAddr table, unsigned level, VirtAddr, unsigned leaf_level);
  void add_slot(PhysAddr at, unsigned level, VirtAddr, std::uint64_t value);
  PhysAddr new_table();
  PhysAddr full_table(unsigned level, bool shared);
  std::uint64_t random_leaf(unsigned level, bool shared);

  unsigned page_sizes_;  ///< as of Capabilities
  bool program_;         ///< there is one
  bool hardware_ad_;
  Random random_;
  Format format_;
  PhysicalMemory memory_;
  PhysAddr next_table_{0x1000};
  std::vector<Asid> spaces_;
  std::vector<PhysAddr> roots_;
  std::vector<VirtAddr> pages_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> changed_;  ///< by entry: index into history_ + 1
  std::vector<std::vector<Version>> history_;
};

}  // namespace vapa::cosim
