#pragma once
// Why a translation failed, as the kernel is told.

#include <cstdint>

#include "core/event.hpp"
#include "core/types.hpp"

namespace vapa {

/// Why a translation failed.
enum class FaultKind : std::uint8_t {
  none,
  non_canonical,   ///< the address is outside the format's range (x86: #GP; RISC-V: page fault)
  not_present,     ///< an entry on the way is not valid
  reserved,        ///< an entry has a reserved bit or encoding, or a misaligned superpage
  rights,          ///< read, write, execute or privilege
  accessed_dirty,  ///< A or D clear and the machine leaves setting them to software (Svade)
  beyond_memory,   ///< the physical address lies outside memory (x86: machine check; bus error)
};

struct Fault {
  VirtAddr va;  ///< the faulting byte: x86 CR2, RISC-V stval
  Op op = Op::load;
  FaultKind kind = FaultKind::none;
  std::uint8_t level = 0;  ///< level of the entry that faulted, 1 = lowest; 0: none was read
  bool user = true;
  std::uint32_t code = 0;  ///< x86: the error code of #PF; RISC-V: scause
};

}  // namespace vapa
