#include "platform/run/run_meter.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace vapa {
namespace {

constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

std::uint64_t sum(std::uint64_t a, std::uint64_t b) { return a > never - b ? never : a + b; }

}  // namespace

RunMeter::RunMeter(const RunOptions& options, const Progress& progress)
    : options_(options),
      progress_(progress),
      measure_from_(sum(options.skip, options.warmup)),
      measure_to_(options.limit == 0 ? never : sum(measure_from_, options.limit)) {}

void RunMeter::watch(const Registry& registry, std::function<void()> collect) {
  registry_ = &registry;
  collect_ = std::move(collect);
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
  for (std::size_t i = 0; i < base.size(); ++i) {
    if (!registry_->counters()[i].gauge) values[i] -= base[i];
  }
  return values;
}

void RunMeter::close_interval(std::uint64_t taken) {
  intervals_.push_back({taken - measure_from_, since(interval_base_)});
  interval_base_ = read();
  interval_from_ = taken;
}

RunResult RunMeter::result() {
  if (!measuring_) base_ = read();  // the workload ended in the warm-up: nothing was measured
  const std::vector<std::uint64_t> values = since(base_);
  RunResult result;
  result.stopped = stopped_;
  std::unordered_map<std::string_view, std::uint64_t> by_name;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto& c = registry_->counters()[i];
    by_name[c.name] = values[i];
    result.stats.push_back({c.name, c.unit, c.description, values[i]});
  }
  const Registry::Reader reader = [&](std::string_view name) { return by_name.at(name); };
  for (const auto& f : registry_->formulas()) {
    result.stats.push_back({f.name, f.unit, f.description, f.value(reader)});
  }
  if (measuring_ && options_.interval != 0 && !intervals_.empty()) {
    const std::vector<std::uint64_t> rest = since(interval_base_);
    const bool any = std::any_of(rest.begin(), rest.end(), [](auto v) { return v != 0; });
    const std::uint64_t accesses = by_name.at("cpu.accesses");
    if (any && accesses > intervals_.back().accesses) intervals_.push_back({accesses, rest});
  }
  result.intervals = std::move(intervals_);
  return result;
}

}  // namespace vapa
