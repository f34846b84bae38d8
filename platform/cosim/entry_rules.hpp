#pragma once
// The oracle's own reading of page-table entries and rights, from the manuals: it shares no code
// with the formats, the walk or the TLB of the model.
// Sources: Intel SDM vol. 3A, 4.5 and 4.6; RISC-V Privileged Architecture, "Virtual Address
// Translation Process".

#include <cstdint>

#include "core/event.hpp"
#include "core/paging/fault.hpp"
#include "core/paging/rights.hpp"

namespace vapa::cosim {

/// The machine whose tables are read.
struct Rules {
  bool riscv = false;
  bool updates_ad = true;     ///< accessed and dirty bits are set by hardware
  bool checks_rights = true;  ///< false: the device leaves rights to others
  unsigned levels = 4;
  unsigned pa_bits = 52;
};

/// What the entries of a path have granted so far.
struct Grants {
  bool readable = true;
  bool writable = true;
  bool executable = true;
  bool user = true;
  bool global = false;
  bool accessed = true;
  bool dirty = true;
};

struct Meaning {
  enum class Kind : std::uint8_t { fault, table, leaf };
  Kind kind = Kind::fault;
  FaultKind fault = FaultKind::none;
  std::uint64_t address = 0;  ///< of the next table or of the frame
  Grants grants;
};

/// Of an entry of this level (1 is the lowest), below entries that granted `above`.
Meaning read_entry(const Rules&, unsigned level, std::uint64_t value, const Grants& above) noexcept;

bool writes(Op) noexcept;

/// Whether an access is allowed; accessed_dirty where a bit is clear that software has to set.
FaultKind judge(const Rules&, const Grants&, Op, const RightsMode&) noexcept;

}  // namespace vapa::cosim
