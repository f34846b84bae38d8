#pragma once
// The channels of a pipelined TLB, as rtl/README.md describes them: what its inputs and outputs are
// in one cycle. An absent payload is a channel without `valid`.

#include <cstdint>
#include <optional>

#include "core/event.hpp"
#include "core/paging/fault.hpp"
#include "core/paging/rights.hpp"
#include "core/types.hpp"

namespace vapa {

/// An address of va_bits with its highest bit repeated above: what is canonical.
constexpr VirtAddr widened(VirtAddr va, unsigned va_bits) noexcept {
  const unsigned above = 64 - va_bits;
  return VirtAddr{
      static_cast<std::uint64_t>(static_cast<std::int64_t>(va.value << above) >> above)};
}

struct TlbRequest {
  VirtAddr va;
  std::uint16_t tag = 0;
  Asid asid;
  Op op = Op::load;
  RightsMode mode;
  bool operator==(const TlbRequest&) const noexcept = default;
};

struct TlbResponse {
  std::uint16_t tag = 0;
  FaultKind fault = FaultKind::none;
  PhysAddr pa;  ///< of the byte; 0 with a fault
  bool operator==(const TlbResponse&) const noexcept = default;
};

/// What is to be walked, and in whose name.
struct TlbMiss {
  VirtAddr page;  ///< of 4 KiB
  std::uint8_t id = 0;
  Asid asid;
  Op op = Op::load;
  RightsMode mode;
  bool operator==(const TlbMiss&) const noexcept = default;
};

/// What a walk found: a fault (none, not present, reserved, rights, accessed or dirty, beyond
/// memory) or a leaf.
struct TlbFill {
  std::uint8_t id = 0;
  FaultKind fault = FaultKind::none;
  std::uint8_t level = 0;   ///< 0: 4 KiB, each further one 512 times as large
  std::uint8_t rights = 0;  ///< bits of Right
  PhysAddr pa;              ///< of the leaf; bits inside the page do not count
  bool operator==(const TlbFill&) const noexcept = default;
};

/// Without an ASID every address space, global entries too; with one they stay.
struct TlbFlush {
  std::optional<VirtAddr> va;
  std::optional<Asid> asid;
  bool operator==(const TlbFlush&) const noexcept = default;
};

/// One entry, for a debugger.
struct TlbEntry {
  VirtAddr va;              ///< first byte of what is held
  PhysAddr pa;              ///< likewise
  std::uint8_t held = 0;    ///< size, as a level: 0 to 2
  std::uint8_t mapped = 0;  ///< level of the page that it is a fragment of
  std::uint8_t rights = 0;
  Asid asid;
  bool operator==(const TlbEntry&) const noexcept = default;
};

struct TlbIn {
  std::optional<TlbRequest> request;
  std::optional<TlbFill> fill;
  std::optional<TlbFlush> flush;
  bool response_ready = true;
  bool miss_ready = true;
  std::uint32_t debug_index = 0;  ///< set · ways + way
};

struct TlbOut {
  std::optional<TlbResponse> response;
  std::optional<TlbMiss> miss;
  bool request_ready = false;
  bool fill_ready = false;
  bool flush_ready = false;
  bool flush_done = false;
};

}  // namespace vapa
