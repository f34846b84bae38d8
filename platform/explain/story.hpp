#pragma once
// What happened to one access, and its telling.

#include <string>
#include <vector>

#include "core/paging/format.hpp"
#include "core/walk/record.hpp"
#include "platform/explain/snapshot.hpp"

namespace vapa {

struct Story {
  std::string title;  ///< "access 17 of sort"
  Event access;
  Context context;
  Snapshot before;
  Snapshot after;
  std::vector<WalkRecord> walks;    ///< replays and the second page of a straddling access included
  std::vector<std::string> kernel;  ///< what the kernel did about faults, one line each
};

/// Plain text, 80 to 100 columns.
std::string tell(const Story&, const Format&);

}  // namespace vapa
