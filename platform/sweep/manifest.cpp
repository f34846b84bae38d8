#include "platform/sweep/manifest.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <sstream>

#include "core/error.hpp"
#include "platform/sweep/metrics.hpp"

namespace vapa {

namespace {

std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

toml::array texts(const std::vector<std::string>& list) {
  toml::array out;
  for (const std::string& text : list) out.push_back(text);
  return out;
}

toml::array axes_of(const SweepDescription& description) {
  toml::array out;
  for (const SweepAxis& axis : description.axes) {
    toml::array values;
    for (const auto& value : axis.values) values.push_back(texts(value));
    out.push_back(toml::table{
        {"name", axis.name}, {"keys", texts(axis.keys)}, {"unit", axis.unit}, {"values", values}});
  }
  return out;
}

toml::array workloads_of(const SweepDescription& description) {
  toml::array out;
  for (const SweepWorkload& w : description.workloads) {
    out.push_back(toml::table{{"name", w.name},
                              {"hash", w.hash},
                              {"skip", number(w.skip)},
                              {"warmup", number(w.warmup)},
                              {"limit", number(w.limit)}});
  }
  return out;
}

toml::array metrics_of(const SweepDescription& description) {
  toml::array out;
  for (const SweepMetric& m : description.metrics) {
    out.push_back(toml::table{{"name", m.name},
                              {"formula", m.formula},
                              {"unit", m.unit},
                              {"higher_is_better", m.higher_is_better}});
  }
  return out;
}

toml::table hints_of(const ReportHints& h) {
  return toml::table{{"curve_x", h.curve_x},           {"curve_series", h.curve_series},
                     {"curve_metric", h.curve_metric}, {"heatmap_x", h.heatmap_x},
                     {"heatmap_y", h.heatmap_y},       {"heatmap_metric", h.heatmap_metric},
                     {"pareto_x", h.pareto_x},         {"pareto_y", h.pareto_y}};
}

toml::array places_of(const SweepManifest& manifest) {
  toml::array out;
  for (const SweepPlace& place : manifest.places) {
    toml::array at;
    for (const std::size_t index : place.at) at.push_back(number(index));
    toml::table line{{"hash", place.hash}, {"workload", number(place.workload)}, {"at", at}};
    for (const CostQuantity& cost : cost_quantities()) {
      line.insert(cost.short_name(), number(place.costs.*cost.value));
    }
    line.is_inline(true);
    out.push_back(std::move(line));
  }
  return out;
}

/// Reads what to_toml() wrote; anything else is damage, reported with its key.
class ManifestReader {
 public:
  ManifestReader(const toml::table& root, std::string file) : root_(root), file_(std::move(file)) {}

  SweepManifest read() const {
    SweepManifest out;
    out.build_id = get<std::string>(root_, "build_id");
    SweepDescription& d = out.description;
    d.title = get<std::string>(root_, "title");
    each("workloads", [&](const toml::table& t) {
      d.workloads.push_back({get<std::string>(t, "name"), get<std::string>(t, "hash"),
                             count(t, "skip"), count(t, "warmup"), count(t, "limit")});
    });
    each("axes", [&](const toml::table& t) { d.axes.push_back(axis(t)); });
    each("metrics", [&](const toml::table& t) {
      d.metrics.push_back({get<std::string>(t, "name"), get<std::string>(t, "formula"),
                           get<std::string>(t, "unit"), get<bool>(t, "higher_is_better")});
    });
    d.hints = hints();
    each("points", [&](const toml::table& t) { out.places.push_back(place(t, d)); });
    return out;
  }

 private:
  [[noreturn]] void damaged(std::string_view key) const {
    throw InputError(fmt::format(
        "{}: {}: missing or damaged; run `vapa sweep` again with the same --out", file_, key));
  }

  template <class T>
  T get(const toml::table& t, std::string_view key) const {
    const auto value = t[key].value<T>();
    if (!value) damaged(key);
    return *value;
  }

  std::uint64_t count(const toml::table& t, std::string_view key) const {
    const auto value = get<std::int64_t>(t, key);
    if (value < 0) damaged(key);
    return static_cast<std::uint64_t>(value);
  }

  template <class Use>
  void each(std::string_view key, const Use& use) const {
    const toml::array* list = root_[key].as_array();
    if (list == nullptr) damaged(key);
    for (const toml::node& node : *list) {
      if (!node.is_table()) damaged(key);
      use(*node.as_table());
    }
  }

  std::vector<std::string> texts_at(const toml::node* node, std::string_view key) const {
    if (node == nullptr || !node->is_array()) damaged(key);
    std::vector<std::string> out;
    for (const toml::node& item : *node->as_array()) {
      const auto text = item.value<std::string>();
      if (!text) damaged(key);
      out.push_back(*text);
    }
    return out;
  }

  SweepAxis axis(const toml::table& t) const {
    SweepAxis out{get<std::string>(t, "name"),
                  texts_at(t.get("keys"), "keys"),
                  get<std::string>(t, "unit"),
                  {}};
    const toml::array* values = t["values"].as_array();
    if (values == nullptr) damaged("values");
    for (const toml::node& value : *values) {
      out.values.push_back(texts_at(&value, "values"));
      if (out.values.back().size() != out.keys.size()) damaged("values");
    }
    return out;
  }

  ReportHints hints() const {
    const toml::table* t = root_["report"].as_table();
    if (t == nullptr) damaged("report");
    return {get<std::string>(*t, "curve_x"),      get<std::string>(*t, "curve_series"),
            get<std::string>(*t, "curve_metric"), get<std::string>(*t, "heatmap_x"),
            get<std::string>(*t, "heatmap_y"),    get<std::string>(*t, "heatmap_metric"),
            get<std::string>(*t, "pareto_x"),     get<std::string>(*t, "pareto_y")};
  }

  SweepPlace place(const toml::table& t, const SweepDescription& d) const {
    SweepPlace out{get<std::string>(t, "hash"), count(t, "workload"), {}, {}};
    for (const CostQuantity& cost : cost_quantities()) {
      out.costs.*cost.value = count(t, cost.short_name());
    }
    const toml::array* at = t["at"].as_array();
    if (at == nullptr || at->size() != d.axes.size()) damaged("at");
    if (out.workload >= d.workloads.size()) damaged("workload");
    for (const toml::node& node : *at) {
      const auto index = node.value<std::int64_t>();
      if (!index || *index < 0) damaged("at");
      out.at.push_back(static_cast<std::size_t>(*index));
      if (out.at.back() >= d.axes[out.at.size() - 1].size()) damaged("at");
    }
    return out;
  }

  const toml::table& root_;
  std::string file_;
};

}  // namespace

std::string SweepAxis::label(std::size_t i) const {
  return fmt::format("{}", fmt::join(values[i], ", "));
}

std::string to_toml(const SweepManifest& manifest) {
  const SweepDescription& d = manifest.description;
  const toml::table root{{"title", d.title},
                         {"build_id", manifest.build_id},
                         {"workloads", workloads_of(d)},
                         {"axes", axes_of(d)},
                         {"metrics", metrics_of(d)},
                         {"report", hints_of(d.hints)},
                         {"points", places_of(manifest)}};
  std::ostringstream out;
  out << root << '\n';
  return out.str();
}

SweepManifest read_manifest(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) {
    throw InputError(fmt::format("{}: no such file: the folder is not the result of `vapa sweep`",
                                 file.string()));
  }
  try {
    const toml::table root = toml::parse_file(file.string());
    return ManifestReader(root, file.string()).read();
  } catch (const toml::parse_error& e) {
    throw InputError(fmt::format("{}:{}:{}: {}", file.string(), e.source().begin.line,
                                 e.source().begin.column, e.description()));
  }
}

}  // namespace vapa
