#include "core/tlb/pipelined_config.hpp"

#include <fmt/format.h>

#include <bit>

namespace vapa {
namespace {

void within(Problems& p, std::string_view key, std::uint32_t value, std::uint32_t least,
            std::uint32_t most) {
  if (value < least || value > most) {
    p.add(key, fmt::format("must be from {} to {}, is {}", least, most, value));
  }
}

}  // namespace

void PipelinedTlbConfig::validate(Problems& p) const {
  array().validate(p);
  within(p, "sizes", sizes, 1, 7);
  if (va_bits != 39 && va_bits != 48 && va_bits != 57) {
    p.add("va_bits", fmt::format("must be 39, 48 or 57, is {}", va_bits));
  }
  within(p, "pa_bits", pa_bits, 32, 56);
  within(p, "asid_bits", asid_bits, 0, 16);
  within(p, "tag_bits", tag_bits, 1, 16);
  within(p, "miss_entries", miss_entries, 1, 8);
  within(p, "waiters", waiters, miss_entries, 32);
  const bool known = replacement == Replacement::plru || replacement == Replacement::lru ||
                     replacement == Replacement::random;
  if (!known) p.add("replacement", "must be plru, lru or random");
  if (replacement == Replacement::random && !std::has_single_bit(ways)) {
    p.add("replacement", fmt::format("random needs a power of two of ways, not {}", ways));
  }
}

TlbConfig PipelinedTlbConfig::array() const {
  TlbConfig c;
  c.entries = entries;
  c.ways = ways;
  c.latency = 2;
  c.replacement = replacement;
  c.page_sizes.clear();
  for (unsigned level = 0; level < 3; ++level) {
    if (((sizes >> level) & 1U) != 0) {
      c.page_sizes.push_back(Bytes{std::uint64_t{1} << (page_shift + level_bits * level)});
    }
  }
  return c;
}

}  // namespace vapa
