#include "platform/run/run_meter.hpp"

#include <algorithm>
#include <limits>

namespace vapa {
namespace {

constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

std::uint64_t sum(std::uint64_t a, std::uint64_t b) { return a > never - b ? never : a + b; }

}  // namespace

std::uint64_t RunOptions::measured_from() const noexcept { return sum(skip, warmup); }

std::uint64_t RunOptions::measured_to() const noexcept {
  return limit == 0 ? never : sum(measured_from(), limit);
}

RunMeter::RunMeter(const RunOptions& options, const Progress& progress)
    : options_(options),
      progress_(progress),
      measure_from_(options.measured_from()),
      measure_to_(options.measured_to()) {}

void RunMeter::watch(const Registry& registry, std::function<void()> collect) {
  registry_ = &registry;
  collect_ = std::move(collect);
  for (std::size_t i = 0; i < registry.counters().size(); ++i) {
    index_.emplace(registry.counters()[i].name, i);
  }
}

Meter::Answer RunMeter::reached(std::uint64_t taken) {
  last_taken_ = taken;
  if (!measuring_ && taken >= measure_from_) {
    measuring_ = true;
    base_ = interval_base_ = read();
    interval_from_ = taken;
  }
  if (measuring_ && options_.interval != 0 && taken - interval_from_ >= options_.interval) {
    close_interval(taken);
  }
  if (progress_ && !progress_(taken)) stopped_ = true;
  if (stopped_ || taken >= measure_to_) return {taken, false};
  return {next_boundary(taken), taken < options_.skip};
}

std::uint64_t RunMeter::next_boundary(std::uint64_t taken) const {
  std::uint64_t next = measuring_ ? measure_to_ : measure_from_;
  if (taken < options_.skip) next = options_.skip;
  if (measuring_ && options_.interval != 0) {
    next = std::min(next, sum(interval_from_, options_.interval));
  }
  return std::min(next, sum(taken, progress_step));
}

std::vector<std::uint64_t> RunMeter::read() const {
  collect_();
  std::vector<std::uint64_t> values;
  values.reserve(registry_->counters().size());
  for (const auto& counter : registry_->counters()) values.push_back(*counter.value);
  return values;
}

std::vector<std::uint64_t> RunMeter::since(const std::vector<std::uint64_t>& base) const {
  std::vector<std::uint64_t> values = read();
  const auto& counters = registry_->counters();
  for (std::size_t i = 0; i < base.size(); ++i) {
    if (!counters[i].gauge) values[i] -= base[i];
  }
  return values;
}

Registry::Reader RunMeter::reader(const std::vector<std::uint64_t>& values) const {
  return [&](std::string_view name) { return values[index_.at(name)]; };
}

void RunMeter::derive(std::vector<std::uint64_t>& whole) {
  const auto& counters = registry_->counters();
  for (std::size_t i = 0; i < counters.size(); ++i) {
    if (!counters[i].stands_for) continue;
    const std::size_t from = index_.at(counters[i].stands_for(reader(whole)));
    whole[i] = whole[from];
    for (Interval& interval : intervals_) interval.values[i] = interval.values[from];
  }
}

void RunMeter::close_interval(std::uint64_t taken) {
  intervals_.push_back({taken - measure_from_, since(interval_base_)});
  last_base_ = std::move(interval_base_);
  interval_base_ = read();
  interval_from_ = taken;
}

void RunMeter::close_last_interval() {
  if (!measuring_ || options_.interval == 0) return;
  const std::size_t accesses = index_.at("cpu.accesses");
  const std::vector<std::uint64_t> rest = since(interval_base_);
  if (rest[accesses] != 0 || intervals_.empty()) {
    intervals_.push_back({since(base_)[accesses], rest});
  } else {
    intervals_.back().values = since(last_base_);
  }
}

RunResult RunMeter::result() {
  if (!measuring_) base_ = read();  // the workload ended in the warm-up: nothing was measured
  close_last_interval();
  std::vector<std::uint64_t> values = since(base_);
  derive(values);
  RunResult result;
  result.stopped = stopped_;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto& c = registry_->counters()[i];
    result.stats.push_back({c.name, c.unit, c.description, values[i]});
  }
  for (const auto& f : registry_->formulas()) {
    result.stats.push_back({f.name, f.unit, f.description, f.value(reader(values))});
  }
  result.intervals = std::move(intervals_);
  return result;
}

}  // namespace vapa
