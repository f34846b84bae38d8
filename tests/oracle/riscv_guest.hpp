#pragma once
// A RISC-V machine that makes one access after another, in S or U mode, and tells how each ended.

#include <array>

#include "core/event.hpp"
#include "core/paging/rights.hpp"
#include "oracle/machine.hpp"

namespace vapa::oracle {

class RiscvGuest {
 public:
  /// The first page of memory holds the program. A table must map it at `supervisor_page` for S
  /// mode and at `user_page` for U mode.
  static constexpr std::uint64_t supervisor_page = 0x1000;
  static constexpr std::uint64_t user_page = 0x2000;
  /// A compressed breakpoint: what a fetch must find to end.
  static constexpr std::array landing{std::byte{0x02}, std::byte{0x90}};

  explicit RiscvGuest(const MachineKind&);

  Machine& machine() noexcept { return machine_; }

  /// `mode_field`: satp.MODE in its place.
  void start(std::uint64_t mode_field, PhysAddr root, const RightsMode&);

  struct End {
    std::uint64_t cause;  ///< mcause; 3, the breakpoint: the access was made
    VirtAddr value;       ///< mtval
  };
  /// Op::load, store or fetch at va, of one byte or one compressed instruction.
  End access(VirtAddr va, Op);

 private:
  Machine machine_;
  PhysAddr program_;
  bool user_ = true;
  std::uint64_t status_ = 0;  ///< mstatus before each access
};

}  // namespace vapa::oracle
