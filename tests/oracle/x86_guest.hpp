#pragma once
// An x86-64 machine in long mode that makes one access after another and tells how each ended.

#include "core/paging/rights.hpp"
#include "oracle/guest_program.hpp"
#include "oracle/machine.hpp"

namespace vapa::oracle {

class X86Guest {
 public:
  /// `root`: where the table will be that maps the program as guest_program.hpp says.
  X86Guest(PhysAddr root, unsigned levels);
  /// Into long mode; the tables are in the machine's memory by now.
  void start();

  Machine& machine() noexcept { return machine_; }

  /// The switches of the control registers; `mode.supervisor_user` by SMAP off, or by AC when
  /// `smap`.
  void set_mode(const RightsMode&, bool smap, bool nx);

  struct End {
    guest_program::Vector vector;
    std::uint32_t code;
    VirtAddr cr2;  ///< meaningful for a page fault
  };
  /// Op::load, store or fetch of one byte at va, with the privilege of the mode set last.
  End access(VirtAddr va, Op);

 private:
  Machine machine_;
  unsigned levels_;
  bool user_ = true;
  bool access_flag_ = false;
};

}  // namespace vapa::oracle
