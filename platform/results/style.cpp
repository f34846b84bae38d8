#include "platform/results/style.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace vapa {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : value;
}

/// The first of these that is set decides (POSIX, Base Definitions, 8.2).
bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value(environment(name));
    if (value.empty()) continue;
    std::transform(value.begin(), value.end(), value.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace

std::string Style::bold(std::string_view text) const {
  return colour ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
}

std::string Style::coloured(std::string_view text, int ansi_colour) const {
  return colour ? fmt::format("\x1b[{}m{}\x1b[0m", ansi_colour, text) : std::string(text);
}

std::string Style::bar(double fraction, unsigned width) const {
  const double columns = std::clamp(fraction, 0.0, 1.0) * width;
  std::string text;
  for (long i = std::lround(columns); i > 0; --i) text += unicode ? "\u2588" : "#";
  return text;
}

Style style_of_stdout() {
  const bool colour = ::isatty(STDOUT_FILENO) != 0 && environment("NO_COLOR").empty() &&
                      environment("TERM") != "dumb";
  return {colour, locale_is_utf8()};
}

std::string short_count(double value) {
  if (value < 99999.5) return fmt::format("{:.0f}", value);
  static constexpr std::array units{"k", "M", "G", "T", "P", "E"};
  std::size_t unit = 0;
  for (value /= 1000; value >= 999.5 && unit + 1 < units.size(); value /= 1000) ++unit;
  const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}", value, decimals, units[unit]);
}

}  // namespace vapa
