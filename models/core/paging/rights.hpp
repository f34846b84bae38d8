#pragma once
// Rights of a page and what an access needs of them. Judged on every TLB hit and at the end of
// every walk by the same two masks, so that a hit answers as a fresh walk would.
// Sources: Intel SDM vol. 3A, 4.6; RISC-V Privileged Architecture, "Supervisor memory management".

#include <array>
#include <cstdint>

#include "core/event.hpp"
#include "core/types.hpp"

namespace vapa {

/// Bits of a normalised entry, whatever its format.
enum Right : std::uint8_t {
  right_r = 1,
  right_w = 2,
  right_x = 4,
  right_u = 8,
  right_a = 16,  ///< accessed
  right_d = 32,  ///< dirty
  right_g = 64,  ///< global
};

enum class Privilege : std::uint8_t { user, supervisor };

/// What a lookup or a walk answers.
enum class Verdict : std::uint8_t { miss, allowed, denied, set_accessed, set_dirty };

/// The switches of the control registers that decide rights.
struct RightsMode {
  Privilege privilege = Privilege::user;
  bool write_protect = true;  ///< x86 CR0.WP: a supervisor store needs W
  /// x86 CR4.SMEP: a supervisor fetches from no user page. RISC-V has no such switch, and never
  /// does: leave it true there.
  bool smep = true;
  bool supervisor_user =
      false;         ///< x86: SMAP off or AC set; RISC-V: SUM: data access to user pages
  bool mxr = false;  ///< RISC-V MXR: an executable page can be read
  bool operator==(const RightsMode&) const noexcept = default;

  /// As five bits: 0 user, 1 write protect, 2 SMEP, 3 supervisor on user pages, 4 MXR.
  constexpr unsigned bits() const noexcept {
    return (privilege == Privilege::user ? 1U : 0U) | (write_protect ? 2U : 0U) | (smep ? 4U : 0U) |
           (supervisor_user ? 8U : 0U) | (mxr ? 16U : 0U);
  }
  static constexpr RightsMode of(unsigned bits) noexcept {
    return {(bits & 1U) != 0 ? Privilege::user : Privilege::supervisor, (bits & 2U) != 0,
            (bits & 4U) != 0, (bits & 8U) != 0, (bits & 16U) != 0};
  }
};

/// The masks that RightsMode comes to, one pair per kind of access.
class Context {
 public:
  Context() noexcept : Context(Asid{0}, PhysAddr{0}, RightsMode{}) {}
  Context(Asid asid_, PhysAddr root_, const RightsMode& mode_) noexcept;

  Asid asid;
  /// Of the page table (x86 CR3, RISC-V satp.PPN · 4096). Walks take it down to a multiple of the
  /// page size, as x86 does with the low bits of CR3.
  PhysAddr root;
  RightsMode mode;

  /// rights: bits of Right. Never Verdict::miss.
  Verdict judge(std::uint8_t rights, Op op) const noexcept {
    const auto& m = masks_[static_cast<unsigned>(op)];
    const unsigned effective = rights | ((rights >> 2U) & mxr_);
    if ((effective & m.examined) == m.expected) [[likely]]
      return Verdict::allowed;
    return refuse(effective, op);
  }

 private:
  struct Masks {
    std::uint8_t examined = 0;
    std::uint8_t expected = 0;
  };
  Verdict refuse(unsigned effective, Op op) const noexcept;

  std::array<Masks, 4> masks_{};
  unsigned mxr_ = 0;  ///< 1: x counts as r
};

/// One translation, normalised: what a walk delivers and a TLB holds.
struct Leaf {
  VirtAddr va;              ///< first byte of the page
  PhysAddr pa;              ///< first byte of the frame
  std::uint8_t shift = 12;  ///< log2 of the mapped size in bytes
  std::uint8_t rights = 0;  ///< bits of Right, combined over the levels where the format says so
  Asid asid;

  bool global() const noexcept { return (rights & right_g) != 0; }
  bool operator==(const Leaf&) const noexcept = default;
};

}  // namespace vapa
