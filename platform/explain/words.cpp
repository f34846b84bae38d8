#include "platform/explain/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vapa {

std::string size_name(unsigned shift) {
  static constexpr std::array<const char*, 4> units{"B", "KiB", "MiB", "GiB"};
  const unsigned unit = std::min(shift / 10, 3U);
  return fmt::format("{} {}", std::uint64_t{1} << (shift - unit * 10), units[unit]);
}

std::string_view op_name(Op op) {
  static constexpr std::array<std::string_view, 5> names{"load", "store", "read-modify-write",
                                                         "fetch", "call"};
  return names[static_cast<unsigned>(op)];
}

std::string_view served_name(Served served) {
  static constexpr std::array<std::string_view, served_count> names{"L1D", "L2", "L3", "DRAM"};
  return names[static_cast<unsigned>(served)];
}

std::string_view format_name(const Format& format) {
  return enum_names(format.name())[static_cast<unsigned>(format.name())];
}

std::string rights_text(std::uint8_t rights) {
  static constexpr std::string_view letters = "rwxuadg";
  std::string text(letters);
  for (std::size_t bit = 0; bit < letters.size(); ++bit) {
    if ((rights >> bit & 1U) == 0) text[bit] = '-';
  }
  return text;
}

std::string_view fault_name(FaultKind kind) {
  switch (kind) {
    case FaultKind::none:
      return "none";
    case FaultKind::non_canonical:
      return "the address is not canonical";
    case FaultKind::not_present:
      return "the entry is not present";
    case FaultKind::reserved:
      return "the entry has a reserved bit or encoding set";
    case FaultKind::rights:
      return "the rights refuse the access";
    case FaultKind::accessed_dirty:
      return "the accessed or dirty bit is clear";
    case FaultKind::beyond_memory:
      return "the address lies beyond memory";
  }
  return "";
}

}  // namespace vapa
