#pragma once
// What the model says of an access: a Walk over the bytes that the guest has too.

#include <string>
#include <vector>

#include "core/memory/physical_memory.hpp"
#include "core/walk/walk.hpp"

namespace vapa::oracle {

struct Answer {
  struct Visited {
    unsigned level;
    PhysAddr address;
    std::uint64_t raw;
    std::uint64_t marks;  ///< accessed and dirty bits that the walk asks for
  };

  bool done = false;
  bool outside = false;  ///< an entry lies where the guest has no memory: not comparable
  Fault fault;
  Leaf leaf;
  PhysAddr pa;  ///< when done
  std::vector<Visited> path;
};

/// `ram_base`: where the guest's memory begins.
Answer ask_model(const Format&, const PhysicalMemory&, PhysAddr ram_base, const Context&, VirtAddr,
                 Op);

/// Sets the accessed and dirty bits of a walk that is done.
void apply_marks(const Format&, PhysicalMemory&, const Answer&);

const char* name_of(Op) noexcept;

/// For a message: the outcome and every entry on the way.
std::string describe(const Answer&);

}  // namespace vapa::oracle
