#include "sw/scenario/lex.hpp"

#include <fmt/format.h>

#include <charconv>

#include "core/error.hpp"

namespace vapa::scenario {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool in_word(char c) noexcept { return is_letter(c) || is_digit(c); }
constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

std::size_t word_end(std::string_view line, std::size_t at) {
  while (at < line.size() && in_word(line[at])) ++at;
  return at;
}

/// A number and what stands at it; `6.1` is a version and `2..5` are two numbers.
Token number_at(std::string_view line, std::size_t at) {
  std::size_t end = word_end(line, at);
  const bool version = end + 1 < line.size() && line[end] == '.' && is_digit(line[end + 1]);
  if (version) end = word_end(line, end + 1);
  return {version ? Token::Kind::version : Token::Kind::number, line.substr(at, end - at)};
}

Token token_at(std::string_view line, std::size_t at) {
  if (is_letter(line[at])) {
    return {Token::Kind::word, line.substr(at, word_end(line, at) - at)};
  }
  if (is_digit(line[at])) return number_at(line, at);
  const std::string_view two = line.substr(at, 2);
  if (two == "->" || two == "..") return {Token::Kind::mark, two};
  constexpr std::string_view marks = "=:[]+-,";
  if (marks.find(line[at]) == std::string_view::npos) return {};
  return {Token::Kind::mark, line.substr(at, 1)};
}

std::string shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte < 0x7f ? fmt::format("'{}'", c) : fmt::format("byte {:#04x}", byte);
}

void check_comment(std::string_view line, std::size_t at, const LineSource& source) {
  for (; at < line.size(); ++at) {
    const auto byte = static_cast<unsigned char>(line[at]);
    if ((byte < ' ' && line[at] != '\t') || byte == 0x7f) {
      source.fail(static_cast<std::uint32_t>(at + 1),
                  fmt::format("{} in a comment; a scenario is text", shown(line[at])));
    }
  }
}

}  // namespace

void LineSource::fail(std::uint32_t column, const std::string& what) const {
  throw InputError(fmt::format("{}:{}:{}: {}", file, number, column, what));
}

std::vector<Token> tokens_of(std::string_view line, const LineSource& source) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < line.size() && line[at] != '#') {
    if (is_blank(line[at])) {
      ++at;
      continue;
    }
    Token token = token_at(line, at);
    token.column = static_cast<std::uint32_t>(at + 1);
    if (token.text.empty()) {
      source.fail(token.column, fmt::format("{} belongs to no step", shown(line[at])));
    }
    at += token.text.size();
    tokens.push_back(token);
  }
  check_comment(line, at, source);
  tokens.push_back({Token::Kind::end, "", static_cast<std::uint32_t>(at + 1)});
  return tokens;
}

Token Cursor::take() {
  const Token token = peek();
  if (!at_end()) ++at_;
  return token;
}

bool Cursor::at_mark(std::string_view mark, std::size_t ahead) const {
  return peek(ahead).kind == Token::Kind::mark && peek(ahead).text == mark;
}

bool Cursor::accept_mark(std::string_view mark) {
  if (!at_mark(mark)) return false;
  ++at_;
  return true;
}

bool Cursor::accept_word(std::string_view word) {
  if (!at_word() || peek().text != word) return false;
  ++at_;
  return true;
}

Token Cursor::expect_word(std::string_view what) {
  if (!at_word()) fail_instead(what);
  return take();
}

void Cursor::expect_mark(std::string_view mark, std::string_view where) {
  if (!accept_mark(mark)) fail_instead(fmt::format("'{}' {}", mark, where));
}

std::uint64_t Cursor::expect_number(std::string_view what) {
  if (!at_number()) fail_instead(what);
  const Token token = take();
  const bool hex = token.text.starts_with("0x") || token.text.starts_with("0X");
  const std::string_view digits = hex ? token.text.substr(2) : token.text;
  const char* const end = digits.data() + digits.size();
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(digits.data(), end, value, hex ? 16 : 10);
  if (error == std::errc::result_out_of_range) {
    fail(token, fmt::format("{} needs more than 64 bits", token.text));
  }
  if (error != std::errc{} || stop != end) {
    fail(token, fmt::format("'{}' is no number; write 5000 or 0x1388", token.text));
  }
  return value;
}

void Cursor::fail_instead(std::string_view wanted) const {
  if (at_end()) fail(fmt::format("expected {} at the end of the line", wanted));
  fail(fmt::format("expected {} instead of '{}'", wanted, peek().text));
}

}  // namespace vapa::scenario
