#include "core/walk/stats.hpp"

#include <fmt/format.h>

namespace vapa {

void WalkStats::add(const WalkRecord& w) noexcept {
  ++walks[static_cast<unsigned>(w.reason)];
  reads += w.reads;
  cycles += w.end - w.start;
  if (w.faulted) ++faults;
  if (w.begin_level != 0) ++begin[w.begin_level - 1U];
  for (unsigned i = 0; i < w.reads; ++i) {
    ++served[static_cast<unsigned>(w.read[i].served)];
    if (w.read[i].set != 0) ++bits_set;
  }
}

void WalkStats::describe(Registry& r) const {
  r.counter("walks", walks[0], "walks", "Walks because the last TLB level missed.");
  r.counter("update_walks", walks[1], "walks",
            "Walks to set an accessed or dirty bit of a page that the TLB held.");
  r.counter("replay_walks", walks[2], "walks", "Walks of accesses re-issued after a fault.");
  r.counter("reads", reads, "reads", "Page-table entries read, by all walks.");
  r.counter("cycles", cycles, "cycles", "Time spent in walks.");
  r.counter("faults", faults, "walks", "Walks that ended in a fault.");
  r.counter("bits_set", bits_set, "writes", "Entries written back for accessed or dirty bits.");
  for (unsigned level = 1; level <= begin.size(); ++level) {
    r.counter(fmt::format("begin.level{}", level), begin[level - 1], "walks",
              fmt::format("Walks whose first read was of a level-{} entry.", level));
  }
  static constexpr std::array<const char*, served_count> names{"l1d", "l2", "l3", "dram"};
  for (unsigned i = 0; i < served.size(); ++i) {
    r.counter(fmt::format("served.{}", names[i]), served[i], "reads",
              fmt::format("Reads of page-table entries served by {}.", names[i]));
  }
}

}  // namespace vapa
