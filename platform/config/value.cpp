#include "platform/config/value.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/text/nearest.hpp"

namespace vapa {
namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();  // TOML integers

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  if (text.starts_with('+')) text.remove_prefix(1);
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

Value parse_scalar(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    return {std::string(text.substr(1, text.size() - 2))};
  }
  if (text == "true" || text == "false") return {text == "true"};
  if (const auto n = parse_number<std::int64_t>(text)) return {*n};
  if (const auto d = parse_number<double>(text)) return {*d};
  return {std::string(text)};
}

Value parse_list(std::string_view text) {
  std::vector<Value> list;
  while (!trimmed(text).empty()) {
    const std::size_t comma = text.find(',');
    list.push_back(parse_scalar(trimmed(text.substr(0, comma))));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return {list};
}

/// The shortest text that reads back as the same number, marked as no integer.
std::string double_text(double d) {
  std::string text = fmt::format("{}", d);
  if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
  return text;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string shown(const Value& value) {
  struct {
    std::string operator()(bool b) const { return b ? "true" : "false"; }
    std::string operator()(std::int64_t n) const { return fmt::format("{}", n); }
    std::string operator()(double d) const { return double_text(d); }
    std::string operator()(const std::string& s) const { return quoted(s); }
    std::string operator()(const std::vector<Value>& list) const {
      std::vector<std::string> texts;
      texts.reserve(list.size());
      for (const Value& element : list) texts.push_back(shown(element));
      return fmt::format("[{}]", fmt::join(texts, ", "));
    }
    std::string operator()(const Value::Foreign& f) const { return f.description; }
  } text;
  return std::visit(text, value.is);
}

std::string misfit(const FieldRef& field, const Value& value) {
  return fmt::format("must be {}, is {}", type_text(field), shown(value));
}

std::optional<std::uint64_t> whole(const Value& value, std::uint64_t limit) {
  const auto* n = std::get_if<std::int64_t>(&value.is);
  if (n == nullptr || *n < 0 || static_cast<std::uint64_t>(*n) > limit) return std::nullopt;
  return static_cast<std::uint64_t>(*n);
}

std::optional<bool> read(bool*, const Value& value) {
  const auto* b = std::get_if<bool>(&value.is);
  return b == nullptr ? std::nullopt : std::optional(*b);
}

std::optional<std::uint32_t> read(std::uint32_t*, const Value& value) {
  const auto n = whole(value, std::numeric_limits<std::uint32_t>::max());
  return n ? std::optional(static_cast<std::uint32_t>(*n)) : std::nullopt;
}

std::optional<std::uint64_t> read(std::uint64_t*, const Value& value) {
  return whole(value, largest);
}

std::optional<double> read(double*, const Value& value) {
  if (const auto* n = std::get_if<std::int64_t>(&value.is)) return static_cast<double>(*n);
  const auto* d = std::get_if<double>(&value.is);
  return d == nullptr || !std::isfinite(*d) ? std::nullopt : std::optional(*d);
}

std::optional<Bytes> read(Bytes*, const Value& value) {
  const auto* text = std::get_if<std::string>(&value.is);
  const auto n = text != nullptr ? parse_bytes(*text) : whole(value, largest);
  return n ? std::optional(Bytes{*n}) : std::nullopt;
}

std::optional<std::string> read(std::string*, const Value& value) {
  const auto* text = std::get_if<std::string>(&value.is);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

/// A single value stands for the list of it.
template <class T>
std::optional<std::vector<T>> read(std::vector<T>*, const Value& value) {
  const auto* list = std::get_if<std::vector<Value>>(&value.is);
  std::vector<T> out;
  for (const Value& element : list != nullptr ? *list : std::vector<Value>{value}) {
    const auto one = read(static_cast<T*>(nullptr), element);
    if (!one) return std::nullopt;
    out.push_back(*one);
  }
  return out;
}

std::optional<std::string> assign_name(const EnumRef& field, const Value& value) {
  const auto* text = std::get_if<std::string>(&value.is);
  for (std::size_t i = 0; text != nullptr && i < field.names.size(); ++i) {
    if (*text == field.names[i]) {
      *field.value = static_cast<std::uint8_t>(i);
      return std::nullopt;
    }
  }
  const std::vector<std::string> names(field.names.begin(), field.names.end());
  return misfit(field, value) + (text != nullptr ? did_you_mean(*text, names) : "");
}

struct Unit {
  std::string_view name;
  unsigned shift;
};
constexpr std::array units{Unit{"TiB", 40}, Unit{"GiB", 30}, Unit{"MiB", 20}, Unit{"KiB", 10},
                           Unit{"B", 0}};

struct TomlText {
  std::string operator()(const bool* b) const { return *b ? "true" : "false"; }
  std::string operator()(const std::uint32_t* n) const { return fmt::format("{}", *n); }
  std::string operator()(const std::uint64_t* n) const { return fmt::format("{}", *n); }
  std::string operator()(const double* d) const { return double_text(*d); }
  std::string operator()(const std::string* s) const { return quoted(*s); }
  std::string operator()(const EnumRef& e) const { return quoted(e.names[*e.value]); }
  std::string operator()(const Bytes* b) const {
    const std::string text = format_bytes(b->value);
    return text.back() == 'B' ? quoted(text) : text;
  }
  template <class T>
  std::string operator()(const std::vector<T>* list) const {
    std::vector<std::string> texts;
    for (const T& element : *list) texts.push_back((*this)(&element));
    return fmt::format("[{}]", fmt::join(texts, ", "));
  }
};

struct TypeText {
  std::string operator()(const bool*) const { return "true or false"; }
  std::string operator()(const std::uint32_t*) const {
    return fmt::format("a whole number from 0 to {}", std::numeric_limits<std::uint32_t>::max());
  }
  std::string operator()(const std::uint64_t*) const {
    return fmt::format("a whole number from 0 to {}", largest);
  }
  std::string operator()(const double*) const { return "a finite number"; }
  std::string operator()(const Bytes*) const {
    return "a size in bytes (4096, \"4KiB\", \"2MiB\", \"1GiB\")";
  }
  std::string operator()(const std::string*) const { return "a text in quotes"; }
  std::string operator()(const std::vector<Bytes>*) const {
    return "a list of sizes ([\"4KiB\", \"2MiB\"])";
  }
  std::string operator()(const std::vector<std::uint32_t>*) const {
    return "a list of whole numbers from 0 to 4294967295 ([9, 9])";
  }
  std::string operator()(const EnumRef& e) const {
    return fmt::format("one of {}", fmt::join(e.names, ", "));
  }
};

struct KindText {
  std::string operator()(const bool*) const { return "true | false"; }
  std::string operator()(const std::uint32_t*) const { return "whole number"; }
  std::string operator()(const std::uint64_t*) const { return "whole number"; }
  std::string operator()(const double*) const { return "number"; }
  std::string operator()(const Bytes*) const { return "size"; }
  std::string operator()(const std::string*) const { return "text"; }
  std::string operator()(const std::vector<Bytes>*) const { return "list of sizes"; }
  std::string operator()(const std::vector<std::uint32_t>*) const {
    return "list of whole numbers";
  }
  std::string operator()(const EnumRef& e) const {
    return fmt::format("{}", fmt::join(e.names, " | "));
  }
};

}  // namespace

Value parse_value(std::string_view text) {
  text = trimmed(text);
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    return parse_list(text.substr(1, text.size() - 2));
  }
  const bool list = text.find(',') != std::string_view::npos && text.front() != '"';
  return list ? parse_list(text) : parse_scalar(text);
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  text = trimmed(text);
  for (const Unit unit : units) {
    if (!text.ends_with(unit.name)) continue;
    const auto n =
        parse_number<std::uint64_t>(trimmed(text.substr(0, text.size() - unit.name.size())));
    if (!n || *n > largest >> unit.shift) return std::nullopt;
    return *n << unit.shift;
  }
  const auto n = parse_number<std::uint64_t>(text);
  return n && *n <= largest ? n : std::nullopt;
}

std::string format_bytes(std::uint64_t n) {
  for (const Unit unit : units) {
    if (unit.shift != 0 && n != 0 && n % (std::uint64_t{1} << unit.shift) == 0) {
      return fmt::format("{}{}", n >> unit.shift, unit.name);
    }
  }
  return fmt::format("{}", n);
}

std::string section_of(const std::string& key) {
  const std::size_t dot = key.rfind('.');
  return dot == std::string::npos ? "" : key.substr(0, dot);
}

std::optional<std::string> assign(const FieldRef& field, const Value& value) {
  if (const auto* name = std::get_if<EnumRef>(&field)) return assign_name(*name, value);
  return std::visit(
      [&](auto target) -> std::optional<std::string> {
        if constexpr (std::is_same_v<decltype(target), EnumRef>) {
          return std::nullopt;
        } else {
          auto read_value = read(target, value);
          if (!read_value) return misfit(field, value);
          *target = std::move(*read_value);
          return std::nullopt;
        }
      },
      field);
}

std::string toml_text(const FieldRef& field) { return std::visit(TomlText{}, field); }

std::string type_text(const FieldRef& field) { return std::visit(TypeText{}, field); }

std::string kind_text(const FieldRef& field) { return std::visit(KindText{}, field); }

}  // namespace vapa
