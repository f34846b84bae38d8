// Statistics over walk records.

#include "core/walk/stats.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace vapa {
namespace {

WalkRecord record(WalkReason reason, unsigned begin_level, std::vector<WalkRecord::Read> reads,
                  Cycle start, Cycle end) {
  WalkRecord r;
  r.reason = reason;
  r.begin_level = static_cast<std::uint8_t>(begin_level);
  for (const WalkRecord::Read& read : reads) r.read[r.reads++] = read;
  r.start = start;
  r.end = end;
  return r;
}

/// An entry of `level` served by `served`; set: the bits written back.
WalkRecord::Read read(unsigned level, Served served, std::uint64_t set = 0) {
  return {PhysAddr{0}, 1, set, static_cast<std::uint8_t>(level), served, 10};
}

TEST(WalkStats, AddUpWhatTheRecordsSay) {
  WalkStats stats;
  stats.add(record(WalkReason::miss, 4,
                   {read(4, Served::l1), read(3, Served::l2), read(2, Served::l3),
                    read(1, Served::memory, 0x20)},
                   100, 190));
  stats.add(record(WalkReason::miss, 1, {read(1, Served::memory)}, 200, 210));
  stats.add(record(WalkReason::update, 1, {read(1, Served::l1, 0x60)}, 300, 301));
  WalkRecord faulted = record(WalkReason::replay, 2, {read(2, Served::l2)}, 400, 500);
  faulted.faulted = true;
  stats.add(faulted);
  WalkRecord outside = record(WalkReason::miss, 0, {}, 600, 600);
  outside.faulted = true;
  stats.add(outside);

  Registry registry;
  registry.section("walker", stats);
  std::map<std::string, std::uint64_t> counts;
  for (const Registry::Counter& c : registry.counters()) counts[c.name] = *c.value;
  const std::map<std::string, std::uint64_t> expected{
      {"walker.walks", 3},        {"walker.update_walks", 1}, {"walker.replay_walks", 1},
      {"walker.reads", 7},        {"walker.cycles", 201},     {"walker.faults", 2},
      {"walker.bits_set", 2},     {"walker.begin.level1", 2}, {"walker.begin.level2", 1},
      {"walker.begin.level3", 0}, {"walker.begin.level4", 1}, {"walker.begin.level5", 0},
      {"walker.served.l1d", 2},   {"walker.served.l2", 2},    {"walker.served.l3", 1},
      {"walker.served.dram", 2}};
  EXPECT_EQ(counts, expected);
}

}  // namespace
}  // namespace vapa
