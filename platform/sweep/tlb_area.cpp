#include "platform/sweep/tlb_area.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace vapa {

namespace {

// What the table of platform/sweep/tlb_area.csv spans.
constexpr std::uint32_t fewest_entries = 4;
constexpr std::uint32_t most_entries = 128;
constexpr std::uint32_t most_ways = 64;

double ceil_log2(std::uint32_t n) {
  return n <= 1 ? 0 : static_cast<double>(std::bit_width(n - 1));
}

/// SIZES of the RTL, 0 when there is none for these pages.
unsigned sizes_of(const std::vector<Bytes>& pages) {
  unsigned sizes = 0;
  for (const Bytes page : pages) {
    const auto shift = static_cast<unsigned>(std::countr_zero(page.value));
    if (shift != 12 && shift != 21 && shift != 30) return 0;
    sizes |= 1U << ((shift - 12) / 9);
  }
  return sizes;
}

/// Of replacement, flops of a kind that RTL exists for or not.
double state_bits(const TlbConfig& tlb) {
  const std::uint32_t sets = tlb.entries / tlb.ways;
  switch (tlb.replacement) {
    case Replacement::plru:
      return sets * (tlb.ways - 1.0);
    case Replacement::fifo:
      return sets * ceil_log2(tlb.ways);
    case Replacement::srrip:
      return 2.0 * tlb.entries;
    case Replacement::lru:
    case Replacement::random:
      break;
  }
  return 0;
}

bool is_of(const TlbAreaPoint& point, const TlbConfig& tlb, const TlbWidths& widths) {
  return point.entries == tlb.entries && point.ways == tlb.ways &&
         point.sizes == sizes_of(tlb.page_sizes) && point.widths == widths &&
         (tlb.ways == 1 || point.replacement == tlb.replacement);
}

bool within_rtl(const TlbConfig& tlb, const TlbWidths& widths) {
  const bool policy = tlb.replacement == Replacement::lru || tlb.replacement == Replacement::plru ||
                      tlb.replacement == Replacement::random;
  const bool va = widths.va == 39 || widths.va == 48 || widths.va == 57;
  return tlb.entries >= fewest_entries && tlb.entries <= most_entries && tlb.ways <= most_ways &&
         (policy || tlb.ways == 1) && sizes_of(tlb.page_sizes) != 0 && va && widths.pa >= 32 &&
         widths.pa <= 56 && widths.asid <= 16;
}

}  // namespace

TlbAreaTerms tlb_area_terms(const TlbConfig& tlb, const TlbWidths& widths) {
  const double entries = tlb.entries, ways = tlb.ways;
  const double vpn = widths.va - 12.0, ppn = widths.pa - 12.0, asid = widths.asid;
  const double ages = tlb.replacement == Replacement::lru ? ceil_log2(tlb.ways) : 0;
  const bool draws = tlb.replacement == Replacement::random && tlb.ways > 1;
  return {1,
          vpn,
          ppn,
          asid,
          entries,
          entries * vpn,
          entries * ppn,
          entries * asid,
          entries * (static_cast<double>(tlb.page_sizes.size()) - 1),
          state_bits(tlb),
          entries * ages,
          ways * ages,
          draws ? 1.0 : 0.0};
}

const TlbAreaTerms& tlb_area_coefficients() {
  static constexpr TlbAreaTerms coefficients{74471.8, 1624.8, 835.6, 1961.1, 2144.4, 409.9,  179.4,
                                             392.0,   294.0,  345.2, 313.1,  603.1,  18722.7};
  return coefficients;
}

double tlb_area_formula(const TlbConfig& tlb, const TlbWidths& widths) {
  const TlbAreaTerms terms = tlb_area_terms(tlb, widths);
  return std::inner_product(terms.begin(), terms.end(), tlb_area_coefficients().begin(), 0.0);
}

TlbArea tlb_area(const TlbConfig& tlb, const TlbWidths& widths) {
  const auto points = tlb_area_points();
  const auto measured = std::find_if(points.begin(), points.end(), [&](const TlbAreaPoint& point) {
    return is_of(point, tlb, widths);
  });
  if (measured != points.end()) return {measured->um2, TlbArea::Source::measured};
  return {tlb_area_formula(tlb, widths),
          within_rtl(tlb, widths) ? TlbArea::Source::fitted : TlbArea::Source::extrapolated};
}

}  // namespace vapa
