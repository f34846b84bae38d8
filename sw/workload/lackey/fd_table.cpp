#include "sw/workload/lackey/fd_table.hpp"

#include <algorithm>

namespace vapa {

int FdTable::lowest_free() const {
  int candidate = 0;
  for (const auto& entry : open_) {
    if (entry.first != candidate) break;
    ++candidate;
  }
  return candidate;
}

void FdTable::given(int fd, int least) {
  constexpr int believable = 1 << 16;  // Linux allows 1024 unless asked
  if (fd > believable) return;
  for (int taken = std::max(0, least); taken < fd; ++taken) open_.try_emplace(taken);
}

void FdTable::close_range(std::uint32_t first, std::uint32_t last, bool on_exec) {
  for (auto entry = open_.begin(); entry != open_.end();) {
    const auto fd = static_cast<std::uint32_t>(entry->first);
    const bool inside = first <= fd && fd <= last;
    if (inside && on_exec) entry->second.close_on_exec = true;
    entry = inside && !on_exec ? open_.erase(entry) : std::next(entry);
  }
}

FdTable FdTable::after_exec() const {
  FdTable kept = *this;
  std::erase_if(kept.open_, [](const auto& entry) { return entry.second.close_on_exec; });
  return kept;
}

}  // namespace vapa
