#include "platform/sweep/plan.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "platform/config/writer.hpp"
#include "platform/sweep/cost.hpp"
#include "sw/workload/content_hash.hpp"

namespace vapa {

namespace {

constexpr double most_combinations = 1e6;
constexpr std::size_t problems_listed = 10;

/// Counts through all combinations, the last digit fastest; false after the last.
bool advance(std::vector<std::size_t>& at, const std::vector<SweepAxis>& axes) {
  for (std::size_t i = axes.size(); i-- > 0;) {
    if (++at[i] < axes[i].size()) return true;
    at[i] = 0;
  }
  return false;
}

bool allowed(const SweepSpec& spec, const KeyedConfig& config) {
  const auto lookup = [&](const std::string& name) { return config.operand(name); };
  for (const auto& [expression, place] : spec.constraints) {
    const auto truth = expression.evaluate(lookup);
    if (!truth) {
      throw InputError(fmt::format(
          "{}: constraints: \"{}\" has no value here: it divides by zero or is too large a number",
          place, expression.text()));
    }
    if (*truth == 0) return false;
  }
  return true;
}

/// What is wrong with the machines of a sweep, gathered so that all is seen at once.
class Impossible {
 public:
  explicit Impossible(const SweepSpec& spec) : spec_(spec) {}

  void check(const SystemConfig& config, const std::vector<std::size_t>& at) {
    ++combinations_;
    Problems problems;
    config.validate(problems);
    if (problems.list().empty()) return;
    if (++wrong_ > problems_listed) return;
    const auto& first = problems.list().front();
    lines_ +=
        fmt::format("\n  {}: {}: {}", place_text(spec_.description, at), first.key, first.message);
  }

  void report() const {
    if (wrong_ == 0) return;
    const std::string more =
        wrong_ > problems_listed ? fmt::format("\n  and {} more", wrong_ - problems_listed) : "";
    throw InputError(
        fmt::format("{}: {} of {} configurations cannot be:{}{}\nchange the axes, or "
                    "leave such points out with a constraint",
                    spec_.file, wrong_, combinations_, lines_, more));
  }

  bool any() const noexcept { return wrong_ != 0; }

 private:
  const SweepSpec& spec_;
  std::size_t combinations_ = 0, wrong_ = 0;
  std::string lines_;
};

std::string point_hash(const std::string& config, const SweepWorkload& w,
                       const std::string& build) {
  return ContentHash{}
      .add(fmt::format("{}\n{}\n{}\n{} {} {}\n", config, w.hash, build, w.skip, w.warmup, w.limit))
      .hex();
}

void refuse_explosion(const SweepSpec& spec) {
  double combinations = 1;
  for (const SweepAxis& axis : spec.description.axes)
    combinations *= static_cast<double>(axis.size());
  if (combinations <= most_combinations) return;
  throw InputError(
      fmt::format("{}: the axes make {:.3g} combinations, more than {:.0f}; sweep fewer "
                  "axes at once or fewer values",
                  spec.file, combinations, most_combinations));
}

}  // namespace

const KeyedConfig& SweepConfigs::at(const std::vector<std::size_t>& place) {
  const auto& axes = spec_.description.axes;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    for (std::size_t k = 0; k < axes[a].keys.size(); ++k) {
      keyed_.assign(axes[a].keys[k], axes[a].values[place[a]][k]);
    }
  }
  return keyed_;
}

SweepManifest plan_sweep(const SweepSpec& spec, const std::string& build_id) {
  refuse_explosion(spec);
  SweepManifest out{spec.description, build_id, {}};
  SweepConfigs configs(spec);
  Impossible impossible(spec);
  std::vector<std::size_t> at(spec.description.axes.size());
  do {
    const KeyedConfig& keyed = configs.at(at);
    if (!allowed(spec, keyed)) continue;
    const SystemConfig& config = keyed.config();
    impossible.check(config, at);
    if (impossible.any()) continue;
    const std::string hash = config_hash(config);
    for (std::size_t w = 0; w < spec.description.workloads.size(); ++w) {
      out.places.push_back(
          {point_hash(hash, spec.description.workloads[w], build_id), w, at, costs_of(config)});
    }
  } while (advance(at, spec.description.axes));
  impossible.report();
  if (out.places.empty()) {
    throw InputError(fmt::format("{}: constraints: leave no point; loosen one", spec.file));
  }
  return out;
}

std::string place_text(const SweepDescription& description, const std::vector<std::size_t>& at) {
  std::vector<std::string> parts;
  for (std::size_t a = 0; a < description.axes.size(); ++a) {
    const SweepAxis& axis = description.axes[a];
    for (std::size_t k = 0; k < axis.keys.size(); ++k) {
      parts.push_back(fmt::format("{} = {}", axis.keys[k], axis.values[at[a]][k]));
    }
  }
  return parts.empty() ? "base configuration" : fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace vapa
