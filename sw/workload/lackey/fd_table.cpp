#include "sw/workload/lackey/fd_table.hpp"

namespace vapa {

int FdTable::lowest_free() const {
  int candidate = 0;
  for (const auto& entry : open_) {
    if (entry.first != candidate) break;
    ++candidate;
  }
  return candidate;
}

FdTable FdTable::after_exec() const {
  FdTable kept = *this;
  std::erase_if(kept.open_, [](const auto& entry) { return entry.second.close_on_exec; });
  return kept;
}

}  // namespace vapa
