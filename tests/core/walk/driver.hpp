#pragma once
// Drives a walk over the bytes of physical memory, as the hardware walker does, without its time.

#include <vector>

#include "core/memory/physical_memory.hpp"
#include "core/walk/walk.hpp"

namespace vapa {

struct Driven {
  Walk walk;
  std::vector<PhysAddr> reads;  ///< addresses of the entries, in order
};

/// Runs `walk` to its end; bits that it asks for are set in memory.
inline Driven drive(const Format& format, PhysicalMemory& memory, Walk walk) {
  std::vector<PhysAddr> reads;
  while (walk.step() == Walk::Step::read) {
    const PhysAddr at = walk.entry_address();
    reads.push_back(at);
    const std::uint64_t raw = memory.read_word(at, format.entry_bytes());
    if (const std::uint64_t set = walk.consume(raw); set != 0) {
      memory.write_word(at, raw | set, format.entry_bytes());
    }
  }
  return {walk, reads};
}

inline Driven drive(const Format& format, PhysicalMemory& memory, const Context& context,
                    VirtAddr va, Op op) {
  return drive(format, memory, Walk(format, context, va, op));
}

/// The physical address of va after Walk::Step::done.
inline PhysAddr translated(const Walk& walk, VirtAddr va) {
  return walk.leaf().pa + va.offset(walk.leaf().shift);
}

}  // namespace vapa
