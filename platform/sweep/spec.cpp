#include "platform/sweep/spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/text/nearest.hpp"
#include "platform/config/reader.hpp"
#include "platform/sweep/axes_reader.hpp"
#include "platform/sweep/metrics.hpp"

namespace vapa {

namespace {

namespace fs = std::filesystem;

bool never(const toml::table&) { return false; }

class SpecReader {
 public:
  SpecReader(const std::string& file, const SweepVocabulary& vocabulary)
      : source_(file), root_(source_.root()), vocabulary_(vocabulary) {}

  SweepSpec read() {
    source_.only(root_, "a sweep",
                 {"title", "base", "set", "workloads", "skip", "warmup", "limit", "timeout", "axes",
                  "zip", "constraints", "metrics", "report"});
    out_.file = source_.file();
    read_title();
    read_base();
    read_workloads();
    KeyedConfig scratch(out_.base);
    out_.description.axes = read_axes(source_, scratch);
    refuse_set_axes();
    read_constraints(scratch);
    read_metrics(scratch);
    read_report();
    return std::move(out_);
  }

 private:
  SweepDescription& description() { return out_.description; }
  fs::path beside(const std::string& path) const {
    return fs::path(source_.file()).parent_path() / path;
  }

  void read_title() {
    const toml::node* node = root_.get("title");
    description().title =
        node == nullptr ? fs::path(source_.file()).stem().string() : source_.text(*node, "title");
    if (const toml::node* timeout = root_.get("timeout")) {
      const double seconds = source_.number(*timeout, "timeout");
      if (!(seconds >= 0.001 && seconds <= 1e7)) {
        source_.fail(*timeout, "timeout", "must be from 0.001 to 10000000 seconds per point");
      }
      out_.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
    }
  }

  void read_base() {
    if (const toml::node* node = root_.get("base")) {
      out_.base = read_config(beside(source_.text(*node, "base")).string(), {});
    }
    const toml::node* node = root_.get("set");
    if (node == nullptr) return;
    KeyedConfig config(out_.base);
    for (const KeyedNode& keyed : keyed_nodes(source_.table(*node, "set"), never)) {
      known_field(source_, config, keyed);
      const auto problem = config.assign(keyed.key, setting_text(source_, *keyed.node, keyed.key));
      if (problem) source_.fail(*keyed.node, keyed.key, *problem);
      set_.push_back(keyed);
    }
    out_.base = config.config();
  }

  void refuse_set_axes() {
    for (const SweepAxis& axis : description().axes) {
      for (const KeyedNode& set : set_) {
        if (std::find(axis.keys.begin(), axis.keys.end(), set.key) == axis.keys.end()) continue;
        source_.fail(set.source, set.key, "is set here and swept as an axis; keep one");
      }
    }
  }

  std::uint64_t count_in(const toml::table& table, const char* key, std::uint64_t otherwise) {
    const toml::node* node = table.get(key);
    return node == nullptr ? otherwise : source_.count(*node, key);
  }

  void read_workloads() {
    const SweepWorkload common{"", "", count_in(root_, "skip", 0), count_in(root_, "warmup", 0),
                               count_in(root_, "limit", 0)};
    const toml::node* node = root_.get("workloads");
    if (node == nullptr || source_.list(*node, "workloads").empty()) {
      source_.fail(node == nullptr ? root_.source() : node->source(), "workloads",
                   "needs at least one: a trace beside this file or a pattern such as "
                   "\"uniform:footprint=64MiB,accesses=1M,seed=1\"");
    }
    for (const toml::node& item : *node->as_array()) add_workload(item, common);
  }

  void add_workload(const toml::node& item, const SweepWorkload& common) {
    SweepWorkload workload = common;
    const toml::table* table = item.as_table();
    const toml::node* use = &item;
    if (table != nullptr) {
      source_.only(*table, "a workload", {"use", "name", "skip", "warmup", "limit"});
      use = table->get("use");
      if (use == nullptr)
        source_.fail(item, "workloads", "use is missing: the trace or the pattern");
      workload.skip = count_in(*table, "skip", common.skip);
      workload.warmup = count_in(*table, "warmup", common.warmup);
      workload.limit = count_in(*table, "limit", common.limit);
      if (const toml::node* name = table->get("name")) workload.name = source_.text(*name, "name");
    }
    const std::string text = source_.text(*use, "workloads");
    const fs::path file = beside(text);
    const bool is_file = fs::exists(file);
    // A pattern is NAME or NAME:KEY=VALUE,…; what looks like a path is a trace that is not there.
    if (!is_file && text.find_first_of("/.") < text.find(':')) {
      source_.fail(*use, "workloads",
                   fmt::format("no such trace: {} (paths are relative to the folder of this file)",
                               file.string()));
    }
    if (workload.name.empty()) workload.name = is_file ? file.filename().string() : text;
    for (const SweepWorkload& other : description().workloads) {
      if (other.name != workload.name) continue;
      source_.fail(item, "workloads",
                   fmt::format("two are called \"{}\"; give each a name", workload.name));
    }
    out_.workload_arguments.push_back(is_file ? file.string() : text);
    try {
      workload.hash = vocabulary_.workload_hash(out_.workload_arguments.back(), out_.base.seed);
    } catch (const InputError& e) {
      source_.fail(*use, "workloads", e.what());
    }
    out_.workload_hashes.push_back(hash_by_seed(is_file, workload.hash));
    description().workloads.push_back(std::move(workload));
  }

  std::function<std::string(std::uint64_t)> hash_by_seed(bool is_trace, std::string hash) const {
    if (is_trace) return [hash = std::move(hash)](std::uint64_t) { return hash; };
    return [of = vocabulary_.workload_hash, argument = out_.workload_arguments.back()](
               std::uint64_t seed) { return of(argument, seed); };
  }

  void read_constraints(const KeyedConfig& config) {
    const toml::node* node = root_.get("constraints");
    if (node == nullptr) return;
    for (const toml::node& item : source_.list(*node, "constraints")) {
      const std::string place = source_.place(item);
      auto expression =
          Expression::parse(source_.text(item, "constraints"), place + ": constraints");
      for (const std::string& name : expression.names()) {
        if (config.find(name) != nullptr) continue;
        source_.fail(
            item, name,
            fmt::format("no such key of the configuration{}", did_you_mean(name, config.keys())));
      }
      check_kinds(item, "constraints", expression, config);
      out_.constraints.push_back({std::move(expression), place});
    }
  }

  void read_metrics(const KeyedConfig& config) {
    const toml::node* node = root_.get("metrics");
    if (node == nullptr) {
      description().metrics = default_metrics(vocabulary_.statistics);
      return;
    }
    for (const toml::node& item : source_.list(*node, "metrics")) add_metric(item, config);
    if (description().metrics.empty()) {
      source_.fail(*node, "metrics", "has no values; name one, or leave the key out for the usual");
    }
  }

  void add_metric(const toml::node& item, const KeyedConfig& config) {
    SweepMetric metric;
    if (const toml::table* table = item.as_table()) {
      source_.only(*table, "a metric", {"name", "formula", "unit", "better"});
      const toml::node* formula = table->get("formula");
      if (formula == nullptr) source_.fail(item, "metrics", "formula is missing");
      metric.formula = source_.text(*formula, "formula");
      metric.name = metric.formula;
      if (const toml::node* name = table->get("name")) metric.name = source_.text(*name, "name");
      if (const toml::node* unit = table->get("unit")) metric.unit = source_.text(*unit, "unit");
      if (const toml::node* better = table->get("better")) {
        metric.higher_is_better = direction(*better);
      }
    } else {
      metric.name = metric.formula = source_.text(item, "metrics");
    }
    check_metric(item, metric, config);
    if (const auto unit = vocabulary_.statistics.find(metric.formula);
        unit != vocabulary_.statistics.end() && metric.unit.empty()) {
      metric.unit = unit->second;
    }
    description().metrics.push_back(std::move(metric));
  }

  bool direction(const toml::node& node) {
    const std::string word = source_.text(node, "better");
    if (word != "higher" && word != "lower") {
      source_.fail(node, "better", "must be \"lower\" or \"higher\"");
    }
    return word == "higher";
  }

  void check_metric(const toml::node& item, const SweepMetric& metric, const KeyedConfig& config) {
    for (const SweepMetric& other : description().metrics) {
      if (other.name == metric.name) {
        source_.fail(item, "metrics", fmt::format("two are called \"{}\"; keep one", metric.name));
      }
    }
    std::vector<std::string> known = cost_names();
    for (const auto& [name, unit] : vocabulary_.statistics) known.push_back(name);
    const auto formula = Expression::parse(metric.formula, source_.place(item) + ": metrics");
    for (const std::string& name : formula.names()) {
      const bool exists = std::find(known.begin(), known.end(), name) != known.end();
      if (exists || config.find(name) != nullptr) continue;
      source_.fail(
          item, name,
          fmt::format("no such statistic or configuration key{}", did_you_mean(name, known)));
    }
    check_kinds(item, "metrics", formula, config);
  }

  /// Names that are no keys of the configuration are statistics and costs: numbers.
  void check_kinds(const toml::node& item, const char* key, const Expression& formula,
                   const KeyedConfig& config) const {
    const auto kind = [&](const std::string& name) {
      return config.find(name) == nullptr ? NameKind::number() : config.kind(name);
    };
    if (const auto problem = formula.problem(kind)) {
      source_.fail(item, key, fmt::format("\"{}\": {}", formula.text(), *problem));
    }
  }

  void read_report() {
    const toml::node* node = root_.get("report");
    if (node == nullptr) return;
    const toml::table& report = source_.table(*node, "report");
    source_.only(report, "report", {"curves", "heatmap", "pareto"});
    ReportHints& h = description().hints;
    picture(report, "curves",
            {{"x", &h.curve_x, Names::axes},
             {"series", &h.curve_series, Names::axes},
             {"metric", &h.curve_metric, Names::metrics}});
    picture(report, "heatmap",
            {{"x", &h.heatmap_x, Names::axes},
             {"y", &h.heatmap_y, Names::axes},
             {"metric", &h.heatmap_metric, Names::metrics}});
    picture(report, "pareto",
            {{"x", &h.pareto_x, Names::quantities}, {"y", &h.pareto_y, Names::quantities}});
  }

  enum class Names { axes, metrics, quantities };
  struct Hint {
    std::string key;
    std::string* into;
    Names names;
  };

  std::vector<std::string> names_of(Names kind) {
    std::vector<std::string> out;
    if (kind == Names::quantities) out = cost_names();
    if (kind == Names::axes) {
      for (const SweepAxis& axis : description().axes) out.push_back(axis.name);
    } else {
      for (const SweepMetric& metric : description().metrics) out.push_back(metric.name);
    }
    return out;
  }

  void picture(const toml::table& report, const std::string& name, const std::vector<Hint>& hints) {
    const toml::node* node = report.get(name);
    if (node == nullptr) return;
    const toml::table& table = source_.table(*node, name);
    std::vector<std::string> keys;
    keys.reserve(hints.size());
    for (const Hint& hint : hints) keys.push_back(hint.key);
    source_.only(table, "report." + name, keys);
    for (const Hint& hint : hints) {
      const toml::node* value = table.get(hint.key);
      if (value == nullptr) continue;
      *hint.into = source_.text(*value, name);
      const auto known = names_of(hint.names);
      if (std::find(known.begin(), known.end(), *hint.into) != known.end()) continue;
      const std::string near = did_you_mean(*hint.into, known);
      source_.fail(
          *value, fmt::format("report.{}.{}", name, hint.key),
          fmt::format("no such {} in this sweep: {}{}",
                      hint.names == Names::axes ? "axis" : "metric", *hint.into,
                      near.empty() ? fmt::format("; it has {}", fmt::join(known, ", ")) : near));
    }
  }

  SpecSource source_;
  const toml::table& root_;
  const SweepVocabulary& vocabulary_;
  std::vector<KeyedNode> set_;
  SweepSpec out_;
};

}  // namespace

SweepSpec load_spec(const std::string& file, const SweepVocabulary& vocabulary) {
  return SpecReader(file, vocabulary).read();
}

}  // namespace vapa
