#pragma once
// Page numbers, signals and the one condition that no call can answer: out of memory.

#include <cstdint>
#include <exception>

#include "core/types.hpp"

namespace vapa::kernel {

/// A virtual address in base pages. Page numbers instead of bytes let a range end at the top of
/// the address space.
using Vpn = Address<struct VpnTag>;
/// A physical address in base pages.
using Ppn = Address<struct PpnTag>;

/// Pages [first, end).
struct PageRange {
  Vpn first;
  Vpn end;

  constexpr std::uint64_t pages() const noexcept { return end - first; }
  constexpr bool empty() const noexcept { return end <= first; }
  constexpr bool contains(Vpn page) const noexcept { return first <= page && page < end; }
  constexpr bool contains(PageRange r) const noexcept { return first <= r.first && r.end <= end; }
  constexpr bool overlaps(PageRange r) const noexcept { return first < r.end && r.first < end; }
  constexpr PageRange clip(PageRange r) const noexcept {
    return {first < r.first ? r.first : first, r.end < end ? r.end : end};
  }
  constexpr bool operator==(const PageRange&) const noexcept = default;
};

/// How an access ends a process, as signal(7) and si_code name it.
enum class Signal : std::uint8_t {
  none,
  segv_maperr,    ///< no mapping
  segv_accerr,    ///< the mapping forbids it
  segv_kernel,    ///< SI_KERNEL: x86 does not tell the address of a non-canonical access
  bus,            ///< SIGBUS: behind the end of the file, or of physical memory
  out_of_memory,  ///< SIGKILL: no frame is free
};

/// No frame is free. Whoever serves a process ends it, unless a smaller page will do.
class OutOfMemory : public std::exception {
 public:
  const char* what() const noexcept override { return "out of physical memory"; }
};

}  // namespace vapa::kernel
