#include "platform/scenario/smaps.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/files/descriptor.hpp"
#include "sw/workload/image.hpp"

namespace vapa::scenario {
namespace {

struct Field {
  std::string_view name;
  std::uint64_t Area::*bytes;
};

constexpr std::array<Field, 12> fields{{{"Rss", &Area::rss},
                                        {"Pss", &Area::pss},
                                        {"Shared_Clean", &Area::shared_clean},
                                        {"Shared_Dirty", &Area::shared_dirty},
                                        {"Private_Clean", &Area::private_clean},
                                        {"Private_Dirty", &Area::private_dirty},
                                        {"Referenced", &Area::referenced},
                                        {"Anonymous", &Area::anonymous},
                                        {"LazyFree", &Area::lazy_free},
                                        {"AnonHugePages", &Area::anon_huge},
                                        {"Swap", &Area::swap},
                                        {"Locked", &Area::locked}}};

/// Takes a number off the front of the text.
std::optional<std::uint64_t> take_number(std::string_view& text, int base) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// "55e0a000-55e0b000 rw-p ..."
std::optional<Area> area_in(std::string_view line) {
  constexpr int hex = 16;
  const auto start = take_number(line, hex);
  if (!start || !line.starts_with('-')) return std::nullopt;
  line.remove_prefix(1);
  const auto end = take_number(line, hex);
  if (!end || line.size() < 5) return std::nullopt;
  Area area;
  area.start = VirtAddr(*start);
  area.end = VirtAddr(*end);
  area.prot = static_cast<std::uint8_t>((line[1] == 'r' ? prot_read : 0) |
                                        (line[2] == 'w' ? prot_write : 0) |
                                        (line[3] == 'x' ? prot_exec : 0));
  area.shared = line[4] == 's';
  return area;
}

/// "Rss:                   4 kB"
void add_field(std::string_view line, Area& area) {
  const std::string_view name = line.substr(0, line.find(':'));
  for (const Field& field : fields) {
    if (field.name != name) continue;
    line.remove_prefix(std::min(line.find_first_of("0123456789"), line.size()));
    area.*field.bytes = take_number(line, 10).value_or(0) << 10U;
  }
}

std::string content(const std::string& name) {
  const Descriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  std::array<char, 65536> part;
  for (;;) {
    const ssize_t n = ::read(file.get(), part.data(), part.size());
    if (n < 0) throw InputError(name + " cannot be read");
    if (n == 0) return text;
    text.append(part.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace

std::vector<Area> parse_smaps(std::string_view text, VirtAddr from, VirtAddr to) {
  std::vector<Area> areas;
  bool inside = false;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (const auto area = area_in(line)) {
      inside = area->start < to && from < area->end;
      if (inside) areas.push_back(*area);
    } else if (inside) {
      add_field(line, areas.back());
    }
  }
  return areas;
}

std::vector<Area> areas_of(pid_t thread, VirtAddr from, VirtAddr to) {
  return parse_smaps(content(fmt::format("/proc/{}/smaps", thread)), from, to);
}

}  // namespace vapa::scenario
