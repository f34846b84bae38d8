#include "platform/sweep/sweep.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <set>
#include <system_error>

#include "core/error.hpp"
#include "core/files/new_file.hpp"
#include "core/files/text_file.hpp"
#include "platform/config/writer.hpp"
#include "platform/sweep/child_pool.hpp"
#include "platform/sweep/manifest.hpp"
#include "platform/sweep/plan.hpp"
#include "platform/sweep/results.hpp"
#include "platform/sweep/store.hpp"

namespace vapa {

namespace {

/// How often the status is told while nothing ends.
constexpr std::chrono::milliseconds heartbeat{500};

std::string reason_of(const ChildEnd& end, const SweepSpec& spec) {
  if (end.timed_out)
    return fmt::format("timeout after {} s", static_cast<double>(spec.timeout->count()) / 1000);
  if (end.signal != 0) return fmt::format("signal {} ({})", end.signal, ::strsignal(end.signal));
  return fmt::format("exit status {}", end.status);
}

/// A point whose child found no space to write its statistics is not to blame.
bool names_full_disk(const std::string& output) {
  return output.find(std::strerror(ENOSPC)) != std::string::npos ||
         output.find(std::strerror(EDQUOT)) != std::string::npos;
}

std::string last_line(std::string_view output) {
  const std::size_t end = output.find_last_not_of(" \t\r\n");
  if (end == std::string_view::npos) return "";
  output = output.substr(0, end + 1);
  return std::string(output.substr(output.find_last_of("\r\n") + 1));
}

class Sweep {
 public:
  Sweep(const SweepSpec& spec, const SweepOptions& options, const SweepProgress& progress)
      : spec_(spec),
        options_(options),
        progress_(progress),
        manifest_(plan_sweep(spec, options.build_id)),
        configs_(spec),
        store_(SweepStore::create(options.directory)) {}

  SweepOutcome run() {
    store_.replace("sweep.toml", to_toml(manifest_));
    find_missing();
    run_missing();
    if (outcome_.interrupted == 0) {
      const SweepResults results = load_results(store_);
      store_.replace("results.csv", to_csv(results));
      write_index(results, store_.scratch("index.sqlite"));
      publish(store_.scratch("index.sqlite").string(),
              (options_.directory / "index.sqlite").string());
      outcome_.warnings = warnings_of(results);
    }
    list_failures();
    return std::move(outcome_);
  }

 private:
  SweepStatus& status() { return outcome_.status; }
  const SweepStatus& status() const { return outcome_.status; }

  /// The points that have no result yet, each once, though several places may share one.
  void find_missing() {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < manifest_.places.size(); ++i) {
      const std::string& hash = manifest_.places[i].hash;
      if (!seen.insert(hash).second) continue;
      ++status().points;
      const bool done = store_.result(hash).has_value();
      const bool failed = !done && !options_.retry_failed && store_.failure(hash).has_value();
      if (failed) ++status().failed;
      if (done || failed) {
        ++status().earlier;
      } else {
        missing_.push_back(i);
      }
    }
  }

  void run_missing() {
    ChildPool pool;
    tell(pool);
    std::size_t next = 0;
    while ((next < missing_.size() || pool.running() > 0) && ChildPool::interrupted() == 0) {
      while (next < missing_.size() && pool.running() < options_.jobs)
        start(pool, missing_[next++]);
      bool space = true;
      for (const ChildEnd& end : pool.wait(heartbeat)) space = finish(end) && space;
      if (!space) fail_for_space();
      tell(pool);
    }
    outcome_.interrupted = ChildPool::interrupted();
  }

  void tell(const ChildPool& pool) {
    status().running = pool.running();
    status().elapsed = ChildPool::Clock::now() - began_;
    if (progress_) progress_(status());
  }

  void start(ChildPool& pool, std::size_t index) {
    const SweepPlace& place = manifest_.places[index];
    const SweepWorkload& workload = spec_.description.workloads[place.workload];
    const auto config = store_.scratch(place.hash + ".toml");
    write_atomically(config.string(), write_toml(configs_.at(place.at).config()));
    std::vector<std::string> arguments{options_.executable.string(),
                                       "run",
                                       config.string(),
                                       "--quiet",
                                       "--workload",
                                       spec_.workload_arguments[place.workload],
                                       "--stats",
                                       stats_file(place).string()};
    const auto pass = [&](const char* option, std::uint64_t value) {
      if (value != 0) arguments.insert(arguments.end(), {option, fmt::format("{}", value)});
    };
    pass("--skip", workload.skip);
    pass("--warmup", workload.warmup);
    pass("--limit", workload.limit);
    pool.start(index, arguments, spec_.timeout);
  }

  std::filesystem::path stats_file(const SweepPlace& place) const {
    return store_.scratch(place.hash + ".json");
  }

  PointIdentity identity(const SweepPlace& place) {
    const SystemConfig& config = configs_.at(place.at).config();
    return {options_.build_id, config_hash(config),
            spec_.workload_hashes[place.workload](config.seed)};
  }

  /// False: the disk is full, and the point has neither result nor failure.
  bool finish(const ChildEnd& end) {
    const SweepPlace& place = manifest_.places[end.id];
    std::optional<std::string> reason;
    if (end.succeeded()) {
      reason = store_.keep_result(place.hash, stats_file(place), identity(place));
    } else {
      if (names_full_disk(end.output)) return false;
      reason = reason_of(end, spec_);
    }
    if (reason) {
      store_.keep_failure(place.hash, {*reason, end.output});
      ++status().failed;
    }
    std::error_code ignored;
    std::filesystem::remove(store_.scratch(place.hash + ".toml"), ignored);
    std::filesystem::remove(stats_file(place), ignored);
    ++status().finished;
    return true;
  }

  [[noreturn]] void fail_for_space() const {
    throw InputError(fmt::format(
        "{}: the disk is full; make room, and the same command goes on from here with {} of {} "
        "points known",
        options_.directory.string(), status().earlier + status().finished, status().points));
  }

  void list_failures() {
    if (status().failed == 0) return;
    std::set<std::string> seen;
    for (const SweepPlace& place : manifest_.places) {
      if (!seen.insert(place.hash).second) continue;
      const auto failure = store_.failure(place.hash);
      if (!failure) continue;
      outcome_.failures.push_back({fmt::format("{} on {}", place_text(spec_.description, place.at),
                                               spec_.description.workloads[place.workload].name),
                                   failure->reason, last_line(failure->output), place.hash});
    }
  }

  const SweepSpec& spec_;
  const SweepOptions& options_;
  const SweepProgress& progress_;
  SweepManifest manifest_;
  SweepConfigs configs_;
  SweepStore store_;
  ChildPool::Clock::time_point began_ = ChildPool::Clock::now();
  std::vector<std::size_t> missing_;
  SweepOutcome outcome_;
};

}  // namespace

SweepOutcome run_sweep(const SweepSpec& spec, const SweepOptions& options,
                       const SweepProgress& progress) {
  try {
    return Sweep(spec, options, progress).run();
  } catch (const std::system_error& e) {
    throw InputError(fmt::format("cannot run children: {}", e.what()));
  }
}

}  // namespace vapa
