#include "platform/sweep/cost.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "core/paging/format.hpp"
#include "platform/sweep/tlb_area.hpp"

namespace vapa {

namespace {

std::uint64_t ceil_log2(std::uint64_t n) { return n <= 1 ? 0 : std::bit_width(n - 1); }
std::uint64_t less(std::uint64_t a, std::uint64_t b) { return a > b ? a - b : 0; }

std::uint64_t replacement_bits(Replacement policy, std::uint64_t ways) {
  switch (policy) {
    case Replacement::lru:
      return ways * ceil_log2(ways);
    case Replacement::plru:
      return ways - 1;
    case Replacement::fifo:
      return ceil_log2(ways);
    case Replacement::srrip:
      return 2 * ways;
    case Replacement::random:
      return 0;
  }
  return 0;
}

std::uint64_t bits_of(const TlbConfig& tlb, std::uint32_t asid_bits, const Format& format) {
  if (!tlb.enabled) return 0;
  const std::uint64_t sets = tlb.entries / tlb.ways;
  const auto smallest = std::min_element(tlb.page_sizes.begin(), tlb.page_sizes.end(),
                                         [](Bytes a, Bytes b) { return a.value < b.value; });
  const std::uint64_t page = ceil_log2(smallest->value);
  const std::uint64_t tag = less(format.va_bits(), page + ceil_log2(sets));
  const std::uint64_t frame = less(format.pa_bits(), page);
  const std::uint64_t entry = tag + frame + asid_bits + 8 + ceil_log2(tlb.page_sizes.size());
  return tlb.entries * entry + sets * replacement_bits(tlb.replacement, tlb.ways);
}

std::uint64_t bits_of(const WalkCacheConfig& cache, unsigned level, std::uint32_t asid_bits,
                      const Format& format) {
  if (cache.entries == 0 || level > format.levels()) return 0;
  const std::uint64_t sets = cache.entries / cache.ways;
  const std::uint64_t tag = less(format.va_bits(), format.shift(level) + ceil_log2(sets));
  const std::uint64_t entry = tag + less(format.pa_bits(), 12) + asid_bits + 5;
  return cache.entries * entry + sets * cache.ways * ceil_log2(cache.ways);
}

void add_areas(const SystemConfig& config, Costs& costs) {
  if (config.paging.format == FormatName::none) return;
  const Format format(config.paging);
  const MmuConfig& mmu = config.mmu;
  for (const TlbConfig* tlb : std::array<const TlbConfig*, 3>{&mmu.itlb, &mmu.dtlb, &mmu.l2tlb}) {
    if (!tlb->enabled) continue;
    const TlbArea area = tlb_area(*tlb, {format.va_bits(), format.pa_bits(), mmu.asid_bits});
    const auto rounded = static_cast<std::uint64_t>(std::llround(area.um2));
    costs.tlb_area += rounded;
    if (area.source == TlbArea::Source::extrapolated) costs.tlb_area_extrapolated += rounded;
  }
}

}  // namespace

std::uint64_t tlb_bits(const SystemConfig& config) {
  if (config.paging.format == FormatName::none) return 0;
  const Format format(config.paging);
  const MmuConfig& mmu = config.mmu;
  return bits_of(mmu.itlb, mmu.asid_bits, format) + bits_of(mmu.dtlb, mmu.asid_bits, format) +
         bits_of(mmu.l2tlb, mmu.asid_bits, format);
}

std::uint64_t walk_cache_bits(const SystemConfig& config) {
  const WalkCachesConfig& pwc = config.mmu.walker.pwc;
  if (config.paging.format == FormatName::none || !pwc.enabled) return 0;
  const Format format(config.paging);
  const std::uint32_t asid = config.mmu.asid_bits;
  return bits_of(pwc.level2, 2, asid, format) + bits_of(pwc.level3, 3, asid, format) +
         bits_of(pwc.level4, 4, asid, format) + bits_of(pwc.level5, 5, asid, format);
}

Costs costs_of(const SystemConfig& config) {
  Costs costs{tlb_bits(config), walk_cache_bits(config), 0, 0};
  add_areas(config, costs);
  return costs;
}

}  // namespace vapa
