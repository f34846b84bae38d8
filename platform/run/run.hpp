#pragma once
// One simulation of one configuration, in this process, once (SystemC's kernel is global).

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/tlb/clocked_tlb.hpp"
#include "core/walk/record.hpp"
#include "platform/config/system_config.hpp"
#include "sw/workload/image.hpp"

namespace vapa {

/// In accesses (loads, stores, read-modify-writes and fetches of all processes together).
struct RunOptions {
  std::uint64_t skip = 0;      ///< dropped from the front; system calls among them still happen
  std::uint64_t warmup = 0;    ///< simulated with the statistics off
  std::uint64_t limit = 0;     ///< simulated after skip and warmup; 0: to the end
  std::uint64_t interval = 0;  ///< statistics every so many accesses; 0: none

  /// The number of the first access that is measured, counting from 0; all ones where that is
  /// beyond 64 bits.
  std::uint64_t measured_from() const noexcept;
  /// Likewise of the first one after the measured part; all ones without a limit.
  std::uint64_t measured_to() const noexcept;
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
  std::vector<std::string> deaths;   ///< one line per process that a signal ended
  std::optional<std::string> error;  ///< a corrupt trace ended the run here; stats are those so far
  bool stopped = false;              ///< Progress asked for the end; stats are those so far
};

/// Called every so often with the accesses taken so far (skipped ones included). False: end here.
using Progress = std::function<bool(std::uint64_t done)>;

/// Precondition: the configuration is valid, and this is the first call in this process.
/// walks: sees every walk from the end of skip on, those of the warm-up included; or null. dtlb:
/// makes the data TLB; empty: as the configuration says.
RunResult run(const SystemConfig&, std::vector<Process>, const RunOptions&, const Progress& = {},
              WalkObserver* walks = nullptr, const MakeTlbDevice& dtlb = {});

}  // namespace vapa
