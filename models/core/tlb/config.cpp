#include "core/tlb/config.hpp"

#include <fmt/format.h>

#include <bit>

namespace vapa {
namespace {

constexpr std::uint64_t smallest_page = 16;  // of the generic format

}  // namespace

void TlbConfig::describe(Schema& s) {
  s.field("enabled", enabled, "",
          "Whether this TLB exists; without it every lookup goes on to the next level.");
  s.field("entries", entries, "entries", "Number of entries, shared by all page sizes held.");
  s.field("ways", ways, "ways", "Associativity; equal to entries: fully associative.");
  s.field("latency", latency, "cycles", "Time of a lookup, hit or miss.");
  s.field("replacement", replacement, "", "Which way of a full set a fill replaces.");
  s.field("page_sizes", page_sizes, "bytes",
          "Page sizes held side by side, one of the format's at least; a larger page is cut to the "
          "largest one held.");
}

void TlbConfig::validate(Problems& p) const {
  if (!enabled) return;
  if (entries == 0 || entries > (1U << 20U)) {
    p.add("entries", "must be from 1 to 1048576");
    return;
  }
  if (ways == 0 || ways > entries || entries % ways != 0) {
    p.add("ways",
          fmt::format("must divide entries ({}); {} is fully associative", entries, entries));
  } else if (!std::has_single_bit(entries / ways)) {
    p.add("ways", fmt::format("entries / ways must be a power of two, is {}: the set is chosen by "
                              "address bits",
                              entries / ways));
  }
  if (replacement == Replacement::plru && !std::has_single_bit(ways)) {
    p.add("replacement", fmt::format("plru needs a power of two of ways, not {}; use lru", ways));
  }
  if (page_sizes.empty()) p.add("page_sizes", "must name at least one page size");
  for (const Bytes size : page_sizes) {
    if (!std::has_single_bit(size.value)) {
      p.add("page_sizes", fmt::format("{} is not a power of two", size.value));
    } else if (size.value < smallest_page) {
      p.add("page_sizes",
            fmt::format("{} is less than the smallest page, {} bytes", size.value, smallest_page));
    }
  }
}

}  // namespace vapa
