#include "core/dram/mapping.hpp"

#include <algorithm>
#include <bit>

namespace vapa {
namespace {

unsigned log2_of(std::uint64_t power_of_two) noexcept {
  return static_cast<unsigned>(std::countr_zero(power_of_two));
}

}  // namespace

DramMap::DramMap(const DramConfig& c, const DramTiming& t, std::uint64_t memory_bytes) {
  channel_.width = log2_of(std::uint64_t{c.channels} * t.subchannels);
  rank_.width = log2_of(c.ranks);
  bank_.width = log2_of(t.banks);
  column_.width = log2_of(t.row_bytes / DramTiming::burst_bytes);
  const unsigned burst_shift = log2_of(DramTiming::burst_bytes);
  const unsigned below_row =
      burst_shift + channel_.width + rank_.width + bank_.width + column_.width;
  const unsigned memory_width = log2_of(std::bit_ceil(memory_bytes));
  row_.width = std::max(memory_width, below_row) - below_row;

  unsigned shift = burst_shift;
  for (Bits* bits : order(c.mapping)) {
    bits->shift = shift;
    shift += bits->width;
  }
}

std::array<DramMap::Bits*, 5> DramMap::order(DramMapping mapping) noexcept {
  switch (mapping) {
    case DramMapping::row_column_rank_bank_channel:
      return {&channel_, &bank_, &rank_, &column_, &row_};
    case DramMapping::channel_rank_bank_row_column:
      return {&column_, &row_, &bank_, &rank_, &channel_};
    case DramMapping::row_rank_bank_column_channel:
      break;
  }
  return {&channel_, &column_, &bank_, &rank_, &row_};
}

DramPlace DramMap::place(PhysAddr pa) const noexcept {
  return {.row = row_.get(pa.value),
          .channel = static_cast<std::uint32_t>(channel_.get(pa.value)),
          .rank = static_cast<std::uint32_t>(rank_.get(pa.value)),
          .bank = static_cast<std::uint32_t>(bank_.get(pa.value)),
          .column = static_cast<std::uint32_t>(column_.get(pa.value))};
}

PhysAddr DramMap::address(const DramPlace& p) const noexcept {
  return PhysAddr{row_.put(p.row) | channel_.put(p.channel) | rank_.put(p.rank) |
                  bank_.put(p.bank) | column_.put(p.column)};
}

}  // namespace vapa
