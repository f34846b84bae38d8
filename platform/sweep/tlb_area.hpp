#pragma once
// The area of a TLB built as rtl/vapa_tlb.sv in the cells of osu018: docs/synthesis.md.

#include <array>
#include <cstdint>
#include <span>

#include "core/tlb/config.hpp"

namespace vapa {

/// The widths of addresses and address spaces, in bits.
struct TlbWidths {
  unsigned va = 48;
  unsigned pa = 46;
  unsigned asid = 12;
  bool operator==(const TlbWidths&) const = default;
};

struct TlbArea {
  /// measured: this very TLB was synthesised. fitted: the formula, inside of what was synthesised.
  /// extrapolated: the formula, beyond it: fewer than 4 or more than 128 entries, more than 64
  /// ways, policies other than lru, plru and random, page sizes other than 4 KiB, 2 MiB and 1 GiB,
  /// widths that the RTL does not take.
  enum class Source : std::uint8_t { measured, fitted, extrapolated };

  double um2 = 0;  ///< of cells, without wires
  Source source = Source::measured;
};

/// With 4 miss entries, 8 waiters and tags of 8 bits. `latency` and `enabled` do not count.
TlbArea tlb_area(const TlbConfig&, const TlbWidths&);

/// The formula: the sum of term × coefficient.
double tlb_area_formula(const TlbConfig&, const TlbWidths&);

/// The quantities that the formula is linear in, by the order of the coefficients.
constexpr std::size_t tlb_area_term_count = 13;
using TlbAreaTerms = std::array<double, tlb_area_term_count>;
TlbAreaTerms tlb_area_terms(const TlbConfig&, const TlbWidths&);
/// µm²; least squares of the relative error over platform/sweep/tlb_area.csv without the lines
/// held-….
const TlbAreaTerms& tlb_area_coefficients();

/// A line of platform/sweep/tlb_area.csv.
struct TlbAreaPoint {
  std::uint32_t entries, ways;
  unsigned sizes;  ///< as SIZES of the RTL: bit 0 4 KiB, bit 1 2 MiB, bit 2 1 GiB
  Replacement replacement;
  TlbWidths widths;
  double um2;
};
std::span<const TlbAreaPoint> tlb_area_points();

}  // namespace vapa
