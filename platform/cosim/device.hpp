#pragma once
// What a device under test says of itself, so that it is asked for nothing that it cannot do.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/tlb/device.hpp"
#include "core/tlb/pipelined_config.hpp"

namespace vapa::cosim {

struct Capabilities {
  unsigned va_bits = 48;  ///< 39, 48 or 57
  unsigned pa_bits = 52;
  unsigned asid_bits = 16;     ///< 0: one address space
  unsigned tag_bits = 8;       ///< of a request; bounds how many are under way
  unsigned miss_entries = 4;   ///< walks outstanding at most; ids are below
  unsigned entries = 16;       ///< about how many pages it holds; worlds have some more
  unsigned debug_entries = 0;  ///< that entry() can show
  bool flush_va = true;        ///< a flush can name an address
  bool flush_asid = true;      ///< a flush can name an address space
  bool checks_rights = true;   ///< false: a hit answers whatever its rights say
  bool updates_ad = true;      ///< a clear accessed or dirty bit is a miss; false: a fault
};

Capabilities capabilities_of(const PipelinedTlbConfig&);

/// A device under test: how to make one, and the twin that it is to equal cycle by cycle, if there
/// is one. Each call gives a new device, which another thread may use.
struct Dut {
  std::string name;
  Capabilities capabilities;
  std::function<std::unique_ptr<TlbDevice>()> make;
  std::function<std::unique_ptr<TlbDevice>()> make_twin;  ///< empty: no lockstep
};

}  // namespace vapa::cosim
