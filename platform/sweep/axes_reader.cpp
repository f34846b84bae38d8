#include "platform/sweep/axes_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/text/nearest.hpp"
#include "platform/config/value.hpp"

namespace vapa {

namespace {

constexpr std::uint64_t most_values = 10'000;

bool is_progression(const toml::table& table) {
  return table.empty() || std::any_of(table.begin(), table.end(), [](const auto& item) {
           const std::string_view key = item.first.str();
           return key == "from" || key == "to" || key == "step" || key == "pow2";
         });
}

bool holds_bytes(const Field& field) {
  return std::holds_alternative<Bytes*>(field.ref) ||
         std::holds_alternative<std::vector<Bytes>*>(field.ref);
}

class AxesReader {
 public:
  AxesReader(const SpecSource& source, KeyedConfig& scratch) : source_(source), scratch_(scratch) {}

  std::vector<SweepAxis> read() {
    std::vector<Placed> axes;
    if (const toml::node* node = source_.root().get("axes")) {
      for (const KeyedNode& keyed : keyed_nodes(source_.table(*node, "axes"), is_progression)) {
        axes.push_back({keyed.source.begin, single(keyed)});
      }
    }
    if (const toml::node* node = source_.root().get("zip")) {
      for (const toml::node& zip : source_.list(*node, "zip")) {
        axes.push_back({zip.source().begin, zipped(source_.table(zip, "zip"))});
      }
    }
    std::stable_sort(axes.begin(), axes.end(), [](const Placed& a, const Placed& b) {
      return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
    });
    std::vector<SweepAxis> out;
    out.reserve(axes.size());
    for (Placed& placed : axes) out.push_back(std::move(placed.axis));
    return out;
  }

 private:
  struct Placed {
    toml::source_position at;
    SweepAxis axis;
  };

  SweepAxis single(const KeyedNode& keyed) {
    SweepAxis axis{keyed.key, {keyed.key}, unit_of(keyed), {}};
    for (std::string& value : values(keyed)) axis.values.push_back({std::move(value)});
    refuse_repeated(axis, keyed);
    return axis;
  }

  SweepAxis zipped(const toml::table& table) {
    SweepAxis axis;
    std::vector<KeyedNode> nodes = keyed_nodes(table, is_progression);
    for (const KeyedNode& keyed : nodes) {
      if (keyed.key == "name") {
        axis.name = source_.text(*keyed.node, "zip.name");
        continue;
      }
      const std::string unit = unit_of(keyed);
      if (axis.keys.empty()) axis.unit = unit;
      add_zipped(axis, keyed);
    }
    if (axis.keys.size() < 2) {
      source_.fail(table, "zip",
                   "needs two keys or more that move together; one belongs in [axes]");
    }
    if (axis.name.empty()) axis.name = fmt::format("{}", fmt::join(axis.keys, ", "));
    refuse_repeated(axis, nodes.front());
    return axis;
  }

  void add_zipped(SweepAxis& axis, const KeyedNode& keyed) {
    std::vector<std::string> column = values(keyed);
    if (axis.keys.empty()) axis.values.resize(column.size());
    if (column.size() != axis.values.size()) {
      source_.fail(
          keyed.source, keyed.key,
          fmt::format("has {} values where {} has {}; zipped keys move together, one value "
                      "each",
                      column.size(), axis.keys.front(), axis.values.size()));
    }
    axis.keys.push_back(keyed.key);
    for (std::size_t i = 0; i < column.size(); ++i) axis.values[i].push_back(std::move(column[i]));
  }

  std::string unit_of(const KeyedNode& keyed) {
    const Field& field = known_field(source_, scratch_, keyed);
    if (std::find(seen_.begin(), seen_.end(), keyed.key) != seen_.end()) {
      source_.fail(keyed.source, keyed.key, "is swept twice; keep one of the two axes");
    }
    seen_.push_back(keyed.key);
    return field.unit;
  }

  void refuse_repeated(const SweepAxis& axis, const KeyedNode& keyed) const {
    for (std::size_t i = 0; i < axis.values.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (axis.values[i] != axis.values[j]) continue;
        source_.fail(keyed.source, axis.name,
                     fmt::format("has the value {} twice; keep one", axis.label(i)));
      }
    }
  }

  std::vector<std::string> values(const KeyedNode& keyed) {
    const toml::node& node = *keyed.node;
    std::vector<std::string> out;
    if (const toml::array* list = node.as_array()) {
      for (const toml::node& value : *list) {
        out.push_back(setting_text(source_, value, keyed.key));
        check(out.back(), value, keyed.key);
      }
    } else if (const toml::table* table = node.as_table()) {
      out = progression(*table, keyed);
      for (const std::string& value : out) check(value, node, keyed.key);
    } else {
      source_.fail(
          node, keyed.key,
          "must be a list [16, 32], a range {from=1, to=8, step=1} or {pow2=[16, 1024]}; a "
          "single value belongs in [set]");
    }
    if (out.empty()) source_.fail(keyed.source, keyed.key, "has no values; give at least one");
    return out;
  }

  void check(const std::string& value, const toml::node& node, const std::string& key) {
    if (const auto problem = scratch_.assign(key, value)) source_.fail(node, key, *problem);
  }

  std::vector<std::string> progression(const toml::table& table, const KeyedNode& keyed) {
    const bool bytes = holds_bytes(known_field(source_, scratch_, keyed));
    if (table.empty()) source_.fail(table, keyed.key, "has no values; give at least one");
    if (const toml::node* ends = table.get("pow2")) {
      source_.only(table, keyed.key, {"pow2"});
      return powers(source_.list(*ends, keyed.key), keyed.key, bytes);
    }
    source_.only(table, keyed.key, {"from", "to", "step"});
    for (const char* part : {"from", "to", "step"}) {
      if (!table.contains(part)) {
        source_.fail(table, keyed.key,
                     fmt::format("a range needs from, to and step; {} is missing", part));
      }
    }
    return range(table, keyed.key, bytes);
  }

  double amount(const toml::node& node, const std::string& key) const {
    if (const auto* text = node.as_string()) {
      const auto size = parse_bytes(text->get());
      if (!size) source_.fail(node, key, "must be a number or a size like \"4KiB\"");
      return static_cast<double>(*size);
    }
    return source_.number(node, key);
  }

  static std::string amount_text(double value, bool bytes) {
    const bool whole = std::abs(value) < 0x1p53 && value == std::floor(value);
    if (!whole) return fmt::format("{:.12g}", value);
    if (bytes && value >= 0) return format_bytes(static_cast<std::uint64_t>(value));
    return fmt::format("{}", static_cast<std::int64_t>(value));
  }

  std::vector<std::string> range(const toml::table& table, const std::string& key,
                                 bool bytes) const {
    const double from = amount(*table.get("from"), key);
    const double to = amount(*table.get("to"), key);
    const double step = amount(*table.get("step"), key);
    if (!(step > 0)) source_.fail(table, key, "step must be above 0");
    if (!(from <= to)) source_.fail(table, key, "from must not exceed to");
    // A last value that misses `to` by rounding alone still counts.
    const double count = std::floor((to - from) / step + 1e-9) + 1;
    if (!(count <= static_cast<double>(most_values))) {
      source_.fail(table, key,
                   fmt::format("has more than {} values; take a larger step", most_values));
    }
    std::vector<std::string> out;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i) {
      out.push_back(amount_text(from + static_cast<double>(i) * step, bytes));
    }
    return out;
  }

  std::vector<std::string> powers(const toml::array& ends, const std::string& key,
                                  bool bytes) const {
    if (ends.size() != 2) source_.fail(ends, key, "pow2 needs two numbers, [from, to]");
    std::vector<std::string> out;
    const auto [from, to] = std::pair(power(ends[0], key), power(ends[1], key));
    if (from > to) source_.fail(ends, key, "the first number of pow2 must not exceed the second");
    for (std::uint64_t value = from; value <= to; value *= 2) {
      out.push_back(bytes ? format_bytes(value) : fmt::format("{}", value));
    }
    return out;
  }

  std::uint64_t power(const toml::node& node, const std::string& key) const {
    const double value = amount(node, key);
    const bool whole = value >= 1 && value <= 0x1p62 && value == std::floor(value);
    if (!whole || !std::has_single_bit(static_cast<std::uint64_t>(value))) {
      source_.fail(node, key, "pow2 needs powers of two, such as [16, 1024]");
    }
    return static_cast<std::uint64_t>(value);
  }

  const SpecSource& source_;
  KeyedConfig& scratch_;
  std::vector<std::string> seen_;
};

}  // namespace

const Field& known_field(const SpecSource& source, const KeyedConfig& config,
                         const KeyedNode& keyed) {
  if (const Field* field = config.find(keyed.key)) return *field;
  source.fail(keyed.source, keyed.key,
              fmt::format("no such key of the configuration{}; `vapa config` lists all",
                          did_you_mean(keyed.key, config.keys())));
}

std::vector<SweepAxis> read_axes(const SpecSource& source, KeyedConfig& scratch) {
  return AxesReader(source, scratch).read();
}

}  // namespace vapa
