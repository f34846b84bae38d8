#include "core/paging/format.hpp"

namespace vapa {

std::span<const std::string_view> enum_names(FormatName) noexcept {
  static constexpr std::array<std::string_view, 8> names{"none", "x86_64_4", "x86_64_5", "sv32",
                                                         "sv39", "sv48",     "sv57",     "generic"};
  return names;
}

void PagingConfig::describe(Schema& s) {
  s.field("format", format, "", "Page-table format; none: paging is off, PA = VA.");
  s.field("pa_bits", pa_bits, "bits",
          "Width of physical addresses; entry bits above it are reserved.");
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

void PagingConfig::validate(Problems&) const {}

}  // namespace vapa
