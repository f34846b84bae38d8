#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/paging/format.hpp"

namespace vapa {
namespace {

struct Physical {
  unsigned widest;  ///< that the architecture knows
  unsigned held;    ///< by an entry
  unsigned page_bits;
};

Physical physical(const PagingConfig& c) noexcept {
  switch (c.format) {
    case FormatName::x86_64_4:
    case FormatName::x86_64_5:
      return {52, 52, 12};
    case FormatName::sv32:
      return {56, 34, 12};
    case FormatName::sv39:
    case FormatName::sv48:
    case FormatName::sv57:
      return {56, 56, 12};
    case FormatName::none:
      return {64, 64, 12};
    case FormatName::generic:
      break;
  }
  const unsigned flags = std::max(Format::generic_flag_bits, c.generic_page_bits);
  const unsigned held = c.generic_entry_bytes * 8 + c.generic_page_bits;
  return {64, held > flags ? held - flags : 0, c.generic_page_bits};
}

void validate_levels(const PagingConfig& c, Problems& p) {
  const auto& levels = c.generic_index_bits;
  if (levels.empty() || levels.size() > Format::max_levels) {
    p.add("generic_index_bits", fmt::format("{} levels; give one number per level, 1 to {} of them",
                                            levels.size(), Format::max_levels));
  }
  const auto wrong = [](std::uint32_t n) { return n < 1 || n > 20; };
  if (const auto it = std::find_if(levels.begin(), levels.end(), wrong); it != levels.end()) {
    p.add("generic_index_bits", fmt::format("a level of {} index bits; use 1 to 20", *it));
  }
  const std::uint64_t sum =
      std::accumulate(levels.begin(), levels.end(), std::uint64_t{c.generic_page_bits});
  if (sum > 64) {
    p.add(
        "generic_index_bits",
        fmt::format("index bits and page bits come to {}; a virtual address has at most 64", sum));
  }
}

/// Whether the sizes make sense, so that what depends on them can be judged.
bool validate_generic(const PagingConfig& c, Problems& p) {
  const std::size_t before = p.list().size();
  validate_levels(c, p);
  if (c.generic_page_bits < 4 || c.generic_page_bits > 30) {
    p.add("generic_page_bits",
          fmt::format("{}; use 4 (16 bytes) to 30 (1 GiB)", c.generic_page_bits));
  }
  const std::uint32_t bytes = c.generic_entry_bytes;
  if (bytes != 2 && bytes != 4 && bytes != 8) {
    p.add("generic_entry_bytes", fmt::format("{}; use 2, 4 or 8", bytes));
  }
  if (p.list().size() != before) return false;
  if (physical(c).held <= c.generic_page_bits) {
    p.add("generic_entry_bytes",
          fmt::format("an entry of {} bytes has no room for a frame number above {} page bits; "
                      "use wider entries or smaller pages",
                      bytes, c.generic_page_bits));
    return false;
  }
  return true;
}

}  // namespace

std::span<const std::string_view> enum_names(FormatName) noexcept {
  static constexpr std::array<std::string_view, 8> names{"none", "x86_64_4", "x86_64_5", "sv32",
                                                         "sv39", "sv48",     "sv57",     "generic"};
  return names;
}

void PagingConfig::describe(Schema& s) {
  s.field("format", format, "", "Page-table format; none: paging is off, PA = VA.");
  s.field("pa_bits", pa_bits, "bits",
          "Width of physical addresses; address bits of entries above it are reserved, on RISC-V "
          "an access fault. Entries that hold fewer bits reach only these (sv32: 34).",
          Effect::neutral);
  s.field("nx", nx, "",
          "Whether the no-execute bit of x86 entries counts (EFER.NXE); else reserved.");
  s.field(
      "hardware_ad", hardware_ad, "",
      "true: the walker sets accessed and dirty bits; false: a clear bit faults (RISC-V Svade).");
  s.field("generic_index_bits", generic_index_bits, "bits",
          "Format generic: index bits of each level, root first.");
  s.field("generic_page_bits", generic_page_bits, "bits", "Format generic: log2 of the page size.");
  s.field("generic_entry_bytes", generic_entry_bytes, "bytes",
          "Format generic: size of an entry, 2, 4 or 8.");
}

void PagingConfig::validate(Problems& p) const {
  if (format == FormatName::none) return;
  if (format == FormatName::generic && !validate_generic(*this, p)) return;
  const Physical limits = physical(*this);
  if (pa_bits <= limits.page_bits || pa_bits > limits.widest) {
    p.add("pa_bits", fmt::format("{}; with format {} use {} to {}", pa_bits,
                                 enum_names(format)[static_cast<unsigned>(format)],
                                 limits.page_bits + 1, limits.widest));
  }
}

unsigned PagingConfig::reachable_pa_bits() const noexcept {
  return std::min(pa_bits, physical(*this).held);
}

unsigned PagingConfig::page_bits() const noexcept { return physical(*this).page_bits; }

}  // namespace vapa
