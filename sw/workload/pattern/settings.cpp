#include "sw/workload/pattern/settings.hpp"

#include <charconv>
#include <stdexcept>

#include "core/text/count.hpp"

namespace vapa::pattern {
namespace {

struct Suffix {
  std::string_view text;
  std::uint64_t factor;
};
constexpr std::array byte_suffixes{
    Suffix{"", 1},
    Suffix{"B", 1},
    Suffix{"KiB", std::uint64_t{1} << 10U},
    Suffix{"MiB", std::uint64_t{1} << 20U},
    Suffix{"GiB", std::uint64_t{1} << 30U},
    Suffix{"TiB", std::uint64_t{1} << 40U},
};
std::uint64_t scaled(std::uint64_t number, std::string_view suffix, const char* mend) {
  for (const Suffix& s : byte_suffixes) {
    if (s.text != suffix) continue;
    if (number > ~std::uint64_t{0} / s.factor) throw std::invalid_argument("above 64 bits");
    return number * s.factor;
  }
  throw std::invalid_argument(mend);
}

std::uint64_t bytes(std::string_view text) {
  const char* const mend = "write bytes as 4096, 256KiB, 64MiB, 1GiB or 4TiB";
  const bool hex = text.starts_with("0x");
  const char* const begin = text.data() + (hex ? 2 : 0);
  const char* const end = text.data() + text.size();
  std::uint64_t number = 0;
  const auto [stop, error] = std::from_chars(begin, end, number, hex ? 16 : 10);
  if (error == std::errc::result_out_of_range) throw std::invalid_argument("above 64 bits");
  if (error != std::errc{}) throw std::invalid_argument(mend);
  return scaled(number, {stop, static_cast<std::size_t>(end - stop)}, mend);
}

std::uint64_t count(std::string_view text) {
  const auto number = parse_count(text);
  if (!number) throw std::invalid_argument("write " + std::string(count_mend));
  return *number;
}

double real(std::string_view text, Unit unit) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end)
    throw std::invalid_argument("write a number, such as 0.5");
  if (unit == Unit::fraction && !(number >= 0 && number <= 1)) {
    throw std::invalid_argument("must be from 0 to 1");
  }
  return number;
}

void column(std::string& out, std::string_view text, std::size_t width) {
  out += text;
  out.append(text.size() < width ? width - text.size() : 1, ' ');
}

}  // namespace

void set(Settings& settings, const Parameter& parameter, std::string_view text) {
  if (const auto* whole = std::get_if<std::uint64_t Settings::*>(&parameter.member)) {
    settings.** whole = parameter.unit == Unit::bytes ? bytes(text) : count(text);
  } else {
    settings.*std::get<double Settings::*>(parameter.member) = real(text, parameter.unit);
  }
}

std::string get(const Settings& settings, const Parameter& parameter) {
  std::array<char, 32> text{};
  char* const end = text.data() + text.size();
  if (const auto* whole = std::get_if<std::uint64_t Settings::*>(&parameter.member)) {
    return {text.data(), std::to_chars(text.data(), end, settings.**whole).ptr};
  }
  const double number = settings.*std::get<double Settings::*>(parameter.member);
  return {text.data(), std::to_chars(text.data(), end, number).ptr};
}

std::string help() {
  constexpr std::size_t width = 13;
  std::string out = "Patterns:\n";
  for (const KindInfo& kind : kinds) {
    column(out += "  ", kind.name, width);
    (out += kind.meaning) += '\n';
  }
  out += "Parameters (name, default, meaning, patterns):\n";
  for (const Parameter& parameter : parameters) {
    column(out += "  ", parameter.name, width);
    column(out, get(Settings{}, parameter), width);
    out += parameter.meaning;
    std::string_view separator = " (";
    for (const KindInfo& kind : kinds) {
      if (parameter.kinds == in_all || (parameter.kinds & in(kind.kind)) == 0) continue;
      (out += separator) += kind.name;
      separator = ", ";
    }
    out += parameter.kinds == in_all ? " (all)\n" : ")\n";
  }
  return out;
}

}  // namespace vapa::pattern
