#pragma once
// One simulation of one configuration, in this process, once (SystemC's kernel is global).

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "platform/config/system_config.hpp"
#include "sw/workload/image.hpp"

namespace vapa {

/// In accesses (loads, stores, read-modify-writes and fetches of all processes together).
struct RunOptions {
  std::uint64_t skip = 0;      ///< dropped from the front; system calls among them still happen
  std::uint64_t warmup = 0;    ///< simulated with the statistics off
  std::uint64_t limit = 0;     ///< simulated after skip and warmup; 0: to the end
  std::uint64_t interval = 0;  ///< statistics every so many accesses; 0: none
};

struct Statistic {
  std::string name;
  std::string unit;
  std::string description;
  std::variant<std::uint64_t, double> value;  ///< counter, or ratio
};

/// The counters after each interval, as differences to the interval before.
struct Interval {
  std::uint64_t accesses = 0;         ///< since the end of the warm-up
  std::vector<std::uint64_t> values;  ///< in the order of the counters in RunResult::stats
};

struct RunResult {
  std::vector<Statistic> stats;  ///< counters first, then ratios
  std::vector<Interval> intervals;
  std::optional<std::string> error;  ///< a corrupt trace ended the run here; stats are those so far
};

/// done: accesses simulated so far.
using Progress = std::function<void(std::uint64_t done)>;

RunResult run(const SystemConfig&, std::vector<Process>, const RunOptions&, const Progress& = {});

}  // namespace vapa
