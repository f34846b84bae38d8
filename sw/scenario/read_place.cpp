#include <fmt/format.h>

#include "core/text/nearest.hpp"
#include "sw/scenario/grammar.hpp"
#include "sw/scenario/words.hpp"

namespace vapa::scenario {
namespace {

// Places stay below 2^64 whatever mapping of the lower half they are counted from.
constexpr std::uint64_t most_pages = std::uint64_t{1} << 50U;
constexpr std::uint64_t largest_offset = std::uint64_t{1} << 32U;
constexpr std::uint64_t largest_size = std::uint64_t{1} << 63U;

bool is_unit(std::string_view text) { return value_of(unit_words, text).has_value(); }

Unit read_unit(Cursor& cursor) {
  const Token word = cursor.expect_word("pages, bytes, KiB, MiB, GiB or TiB");
  if (const auto unit = value_of(unit_words, word.text)) return static_cast<Unit>(*unit);
  cursor.fail(word, fmt::format("unknown unit '{}'{}", word.text,
                                did_you_mean(word.text, texts_of(unit_words))));
}

/// Behind "[": "2]" or "2..5]".
void read_pages(Cursor& cursor, Range& range) {
  const std::uint64_t first = read_page(cursor);
  std::uint64_t last = first;
  if (cursor.accept_mark("..")) {
    const Token at = cursor.peek();
    last = read_page(cursor);
    if (last < first) cursor.fail(at, fmt::format("page {} comes before page {}", last, first));
  }
  cursor.expect_mark("]", "behind the pages");
  range.first.page = first;
  range.pages = last - first + 1;
}

}  // namespace

bool at_size(const Cursor& cursor) {
  return cursor.at_number() && cursor.at_word(1) && is_unit(cursor.peek(1).text);
}

Size read_size(Cursor& cursor) {
  const Token at = cursor.peek();
  Size size;
  size.count = cursor.expect_number("a size such as 4 pages");
  size.unit = read_unit(cursor);
  if (size.count > largest_size >> Size::shift(size.unit)) {
    cursor.fail(at, "a size above 2^63 bytes");
  }
  return size;
}

Version read_version(Cursor& cursor) {
  constexpr unsigned highest = 99;
  const Token token = cursor.peek();
  if (token.kind != Token::Kind::version) cursor.fail_instead("a version such as 6.1");
  cursor.take();
  const auto number = [&](std::string_view digits) {
    unsigned value = 0;
    for (const char c : digits) {
      if (c < '0' || c > '9' || value > highest) {
        cursor.fail(token, fmt::format("'{}' is no version such as 6.1", token.text));
      }
      value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value;
  };
  const std::size_t dot = token.text.find('.');
  const unsigned series = number(token.text.substr(0, dot));
  const unsigned release = number(token.text.substr(dot + 1));
  if (series > highest || release > highest) {
    cursor.fail(token, fmt::format("'{}' is no version such as 6.1", token.text));
  }
  return Version{100 * series + release};
}

std::uint64_t read_page(Cursor& cursor) {
  const Token at = cursor.peek();
  const std::uint64_t page = cursor.expect_number("the number of a page");
  if (page >= most_pages) cursor.fail(at, fmt::format("page {} is beyond 2^62 bytes", at.text));
  return page;
}

std::uint64_t read_offset(Cursor& cursor) {
  const Token at = cursor.peek();
  const std::uint64_t offset = cursor.expect_number("an offset in bytes");
  if (offset > largest_offset) cursor.fail(at, "an offset above 4 GiB; count in pages: a[8]");
  return offset;
}

Range read_range(Cursor& cursor, const Symbols& symbols) {
  Range range;
  if (cursor.at_number()) {
    range.first.offset = cursor.expect_number("an address");
    range.pages = 1;
  } else {
    const Token name = cursor.expect_word("a mapping or an address");
    symbols.check_mapping(cursor, name);
    range.first.name = name.text;
    if (cursor.accept_mark("[")) read_pages(cursor, range);
    if (cursor.accept_mark("+")) range.first.offset = read_offset(cursor);
  }
  if (!at_size(cursor)) return range;
  if (range.pages > 1U) cursor.fail("the range has a size already");
  range.pages.reset();
  range.size = read_size(cursor);
  return range;
}

Place read_place(Cursor& cursor, const Symbols& symbols) {
  const Token at = cursor.peek();
  const Range range = read_range(cursor, symbols);
  if (range.size || range.pages > 1U) cursor.fail(at, "a single place is needed here");
  return range.first;
}

}  // namespace vapa::scenario
