#pragma once
// What stood in the TLBs and caches at one moment, and what the counters said.

#include <map>
#include <optional>
#include <string>

#include "core/cache/cache.hpp"
#include "core/tlb/tlb.hpp"
#include "platform/system/computer.hpp"

namespace vapa {

struct Snapshot {
  std::optional<Tlb> itlb, dtlb, l2tlb;
  std::optional<Cache> l1i, l1d, l2, l3;
  std::map<std::string, std::uint64_t, std::less<>> counters;

  std::uint64_t counter(std::string_view name) const {
    const auto found = counters.find(name);
    return found == counters.end() ? 0 : found->second;
  }
};

Snapshot take_snapshot(Computer&);

}  // namespace vapa
