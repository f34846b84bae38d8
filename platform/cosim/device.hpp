#pragma once
// What a device under test says of itself, so that it is asked for nothing that it cannot do.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/tlb/device.hpp"
#include "core/tlb/pipelined_config.hpp"

namespace vapa::cosim {

struct Capabilities {
  unsigned va_bits = 48;  ///< 39, 48 or 57
  unsigned pa_bits = 52;  ///< 32 to 56
  bool x86 = true;  ///< it is asked with tables and modes of x86-64 too; false: of RISC-V alone
  /// Leaves that a fill may bring, a bit for each level: bit 0 4 KiB, which is always set, bit 1 2
  /// MiB, up to bit 4. Page tables map no other sizes.
  unsigned page_sizes = 31;
  unsigned asid_bits = 16;     ///< 0: one address space
  unsigned tag_bits = 8;       ///< of a request; 2^tag_bits are under way at most
  unsigned miss_entries = 4;   ///< walks outstanding at most; ids are below
  unsigned entries = 16;       ///< about how many pages it holds; worlds have some more
  unsigned debug_entries = 0;  ///< that entry() can show
  bool flush_va = true;        ///< a flush can name an address
  bool flush_asid = true;      ///< a flush can name an address space
  bool checks_rights = true;   ///< false: a hit answers whatever its rights and A and D bits say
  bool updates_ad = true;      ///< a clear accessed or dirty bit is a miss; false: a fault
  /// Cycles from a request to its answer when it hits and nothing stalls: no walk, no flush, no
  /// answer that waits to be taken. 0: combinational, the answer comes in the cycle in which the
  /// request moves and is always taken; a request that misses can be left waiting until it hits.
  /// Nothing: they vary.
  std::optional<unsigned> latency;
};

Capabilities capabilities_of(const PipelinedTlbConfig&);

/// A device under test: how to make one, and the twin that it is to equal cycle by cycle, if there
/// is one. Each call gives a new device, which another thread may use.
struct Dut {
  std::string name;
  Capabilities capabilities;
  std::function<std::unique_ptr<TlbDevice>()> make;
  std::function<std::unique_ptr<TlbDevice>()> make_twin = nullptr;  ///< empty: no lockstep
  std::string description = {};  ///< for a list; empty: its capabilities
};

/// Throws InputError that names each device and field at fault, and the mend: names that are
/// missing, not words or given twice, capabilities out of range, nothing that makes a device.
void check(const std::vector<Dut>&);

}  // namespace vapa::cosim
