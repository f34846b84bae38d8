#pragma once

#include <string>
#include <vector>

#include "core/paging/format.hpp"
#include "core/walk/record.hpp"
#include "platform/explain/snapshot.hpp"

namespace vapa {

/// What happened to one access.
struct Story {
  std::string title;  ///< "access 17 of sort"
  Event access;
  Context context;
  Cycle l2tlb_latency = 0;
  Snapshot before;
  Snapshot after;
  std::vector<WalkRecord> walks;    ///< replays and the further pages of the access included
  std::vector<std::string> kernel;  ///< the area of the address, then what the kernel did
};

/// Plain text, 80 to 100 columns.
std::string tell(const Story&, const Format&);

}  // namespace vapa
