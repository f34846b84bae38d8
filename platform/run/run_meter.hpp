#pragma once
// The course of a run in accesses: skip, warm up, measure, with statistics at intervals.

#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/stats/registry.hpp"
#include "platform/run/run.hpp"
#include "tlm/cpu.hpp"

namespace vapa {

class RunMeter : public Meter {
 public:
  RunMeter(const RunOptions&, const Progress&);

  /// Before the simulation starts: the counters to watch, and what brings them up to date.
  void watch(const Registry& registry, std::function<void()> collect);

  Answer reached(std::uint64_t taken) override;

  /// After the simulation: the statistics of the measured part.
  RunResult result();

 private:
  std::vector<std::uint64_t> read() const;
  std::vector<std::uint64_t> since(const std::vector<std::uint64_t>& base) const;
  Registry::Reader reader(const std::vector<std::uint64_t>& values) const;
  /// Derived counters of the whole and of the intervals.
  void derive(std::vector<std::uint64_t>& whole);
  /// Takes in what came behind the last boundary; without an access of its own (the end of a
  /// process) it belongs to the interval before.
  void close_last_interval();
  void close_interval(std::uint64_t taken);
  std::uint64_t next_boundary(std::uint64_t taken) const;

  static constexpr std::uint64_t progress_step = 8'192;  // a wave makes them slow

  RunOptions options_;
  const Progress& progress_;
  const Registry* registry_ = nullptr;
  std::function<void()> collect_;
  std::unordered_map<std::string_view, std::size_t> index_;  ///< of the counters
  std::uint64_t measure_from_;
  std::uint64_t measure_to_;  ///< all ones: to the end
  std::uint64_t last_taken_ = 0;
  bool measuring_ = false;
  bool stopped_ = false;
  std::vector<std::uint64_t> base_;           ///< counters when the measured part began
  std::vector<std::uint64_t> interval_base_;  ///< counters when the interval began
  std::vector<std::uint64_t> last_base_;      ///< when the one closed last began
  std::uint64_t interval_from_ = 0;
  std::vector<Interval> intervals_;
};

}  // namespace vapa
