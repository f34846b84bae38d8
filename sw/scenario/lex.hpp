#pragma once
// A line of a scenario, cut into tokens, and the cursor that its parser moves over them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sw/scenario/scenario.hpp"

namespace vapa::scenario {

struct Token {
  enum class Kind : std::uint8_t { word, number, version, mark, end };
  Kind kind = Kind::end;
  std::string_view text;  ///< of a mark: -> .. = : [ ] + - ,
  std::uint32_t column = 1;
};

/// Where a line comes from, for errors.
struct LineSource {
  std::string_view file;
  std::uint32_t number = 1;

  /// Throws InputError "FILE:LINE:COLUMN: what".
  [[noreturn]] void fail(std::uint32_t column, const std::string& what) const;
};

/// Without blanks and the comment. Throws InputError on bytes that no scenario has.
std::vector<Token> tokens_of(std::string_view line, const LineSource&);

class Cursor {
 public:
  Cursor(std::string_view line, const LineSource& source)
      : source_(source), tokens_(tokens_of(line, source)) {}

  /// The token `ahead` of the next one; behind the last there are only ends.
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[at_ + ahead < tokens_.size() ? at_ + ahead : tokens_.size() - 1];
  }
  Token take();
  bool at_end() const { return peek().kind == Token::Kind::end; }
  bool at_mark(std::string_view mark, std::size_t ahead = 0) const;
  bool at_word(std::size_t ahead = 0) const { return peek(ahead).kind == Token::Kind::word; }
  bool at_number(std::size_t ahead = 0) const { return peek(ahead).kind == Token::Kind::number; }
  /// Takes it when it is next.
  bool accept_mark(std::string_view mark);
  bool accept_word(std::string_view word);
  /// Takes what must be next; `what` says it in the error.
  Token expect_word(std::string_view what);
  void expect_mark(std::string_view mark, std::string_view where);
  /// Below 2^64, decimal or after 0x hexadecimal.
  std::uint64_t expect_number(std::string_view what);

  Spot spot() const { return {source_.number, peek().column}; }
  [[noreturn]] void fail(const Token& at, const std::string& what) const {
    source_.fail(at.column, what);
  }
  [[noreturn]] void fail(const std::string& what) const { fail(peek(), what); }
  /// "… here stands 'x'" for an error about the next token.
  [[noreturn]] void fail_instead(std::string_view wanted) const;

 private:
  LineSource source_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace vapa::scenario
