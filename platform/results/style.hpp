#pragma once
// Text for people: numbers, bars and emphasis on a terminal.

#include <string>
#include <string_view>

namespace vapa {

/// What the reader's terminal can show.
struct Style {
  bool colour = false;   ///< ANSI escapes
  bool unicode = false;  ///< block characters

  std::string bold(std::string_view) const;
  std::string coloured(std::string_view, int ansi_colour) const;
  /// `fraction` of `width` columns, rounded to the nearest.
  std::string bar(double fraction, unsigned width) const;
};

/// For stdout: colour on a terminal unless NO_COLOR is set (no-color.org) or TERM is "dumb"; blocks
/// where the locale is UTF-8.
Style style_of_stdout();

/// A count in at most six characters: "99999", "1.20 M".
std::string short_count(double);

}  // namespace vapa
