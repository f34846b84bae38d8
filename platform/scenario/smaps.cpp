#include "platform/scenario/smaps.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <string_view>
#include <utility>

#include "core/error.hpp"
#include "sw/workload/image.hpp"

namespace vapa::scenario {
namespace {

using Field = std::pair<std::string_view, std::uint64_t kernel::Usage::*>;

constexpr Field fields[] = {{"Rss:", &Area::rss},
                            {"Pss:", &Area::pss},
                            {"Shared_Clean:", &Area::shared_clean},
                            {"Shared_Dirty:", &Area::shared_dirty},
                            {"Private_Clean:", &Area::private_clean},
                            {"Private_Dirty:", &Area::private_dirty},
                            {"Referenced:", &Area::referenced},
                            {"Anonymous:", &Area::anonymous},
                            {"LazyFree:", &Area::lazy_free},
                            {"AnonHugePages:", &Area::anon_huge},
                            {"Swap:", &Area::swap},
                            {"Locked:", &Area::locked}};

/// "55d0c000-55d0d000 rw-p 00000000 00:00 0"
std::optional<Area> head(const char* line) {
  unsigned long from = 0, to = 0;
  char rights[5] = {};
  if (std::sscanf(line, "%lx-%lx %4s", &from, &to, rights) != 3) return std::nullopt;
  Area area;
  area.start = VirtAddr{from};
  area.end = VirtAddr{to};
  unsigned prot = prot_none;
  if (rights[0] == 'r') prot |= prot_read;
  if (rights[1] == 'w') prot |= prot_write;
  if (rights[2] == 'x') prot |= prot_exec;
  area.prot = static_cast<std::uint8_t>(prot);
  area.shared = rights[3] == 's';
  return area;
}

/// "Rss:                  4 kB"
void read_field(std::string_view line, Area& area) {
  for (const auto& [name, amount] : fields) {
    if (!line.starts_with(name)) continue;
    area.*amount = std::strtoull(line.data() + name.size(), nullptr, 10) << 10U;
    return;
  }
}

}  // namespace

std::vector<Area> read_smaps(int thread, VirtAddr from, VirtAddr to) {
  const std::string path = fmt::format("/proc/{}/smaps", thread);
  std::ifstream in(path);
  if (!in) throw InputError(fmt::format("{}: cannot be read", path));
  std::vector<Area> areas;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (const auto area = head(line.c_str())) {
      inside = area->start < to && from < area->end;
      if (inside) areas.push_back(*area);
    } else if (inside) {
      read_field(line, areas.back());
    }
  }
  return areas;
}

}  // namespace vapa::scenario
