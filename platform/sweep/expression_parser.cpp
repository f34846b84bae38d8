#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>

#include "core/error.hpp"
#include "platform/sweep/expression.hpp"

namespace vapa {

namespace {

bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool continues_name(char c) {
  return begins_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.';
}

struct Suffix {
  std::string_view text;
  double factor;
};
constexpr std::array<Suffix, 4> suffixes{
    {{"KiB", 0x1p10}, {"MiB", 0x1p20}, {"GiB", 0x1p30}, {"TiB", 0x1p40}}};

}  // namespace

/// Recursive descent, one function per level of binding; emits steps in postfix order.
class ExpressionParser {
 public:
  using Code = Expression::Code;

  ExpressionParser(std::string_view text, std::string_view place) : text_(text), place_(place) {
    out_.text_ = std::string(text);
  }

  Expression parse() {
    either();
    skip_space();
    if (at_ != text_.size()) fail("an operator or the end");
    return std::move(out_);
  }

 private:
  [[noreturn]] void fail(std::string_view expected) const {
    throw InputError(
        fmt::format("{}: \"{}\": expected {} at character {}", place_, text_, expected, at_ + 1));
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  bool take(std::string_view symbol) {
    skip_space();
    if (text_.substr(at_, symbol.size()) != symbol) return false;
    at_ += symbol.size();
    return true;
  }

  bool take_word(std::string_view word) {
    skip_space();
    const std::size_t end = at_ + word.size();
    if (text_.substr(at_, word.size()) != word) return false;
    if (end < text_.size() && continues_name(text_[end])) return false;
    at_ = end;
    return true;
  }

  void emit(Code code) { out_.steps_.push_back({code, 0, {}}); }

  void either() {
    for (both(); take_word("or"); emit(Code::either)) both();
  }

  void both() {
    for (inverted(); take_word("and"); emit(Code::both)) inverted();
  }

  void inverted() {
    const Nesting nesting(*this);
    if (!take_word("not")) return comparison();
    inverted();
    emit(Code::invert);
  }

  void comparison() {
    static constexpr std::array<std::pair<std::string_view, Code>, 6> table{
        {{"==", Code::equal},
         {"!=", Code::unequal},
         {"<=", Code::less_equal},
         {">=", Code::greater_equal},
         {"<", Code::less},
         {">", Code::greater}}};
    sum();
    for (const auto& [symbol, code] : table) {
      if (!take(symbol)) continue;
      sum();
      return emit(code);
    }
  }

  void sum() {
    product();
    for (;;) {
      if (take("+")) {
        product();
        emit(Code::add);
      } else if (take("-")) {
        product();
        emit(Code::subtract);
      } else {
        return;
      }
    }
  }

  void product() {
    unary();
    for (;;) {
      if (take("*")) {
        unary();
        emit(Code::multiply);
      } else if (take("/")) {
        unary();
        emit(Code::divide);
      } else if (take("%")) {
        unary();
        emit(Code::modulo);
      } else {
        return;
      }
    }
  }

  void unary() {
    const Nesting nesting(*this);
    if (!take("-")) return atom();
    unary();
    emit(Code::negate);
  }

  void atom() {
    skip_space();
    if (at_ == text_.size()) fail("a number or a name");
    const char c = text_[at_];
    if (take("(")) {
      either();
      if (!take(")")) fail("')'");
    } else if (c == '\'') {
      word();
    } else if (begins_name(c)) {
      identifier();
    } else {
      number();
    }
  }

  void word() {
    const std::size_t end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos) fail("a closing quote of the word");
    out_.steps_.push_back({Code::word, 0, std::string(text_.substr(at_ + 1, end - at_ - 1))});
    at_ = end + 1;
  }

  void identifier() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (name == "true" || name == "false") {
      out_.steps_.push_back({Code::number, name == "true" ? 1.0 : 0.0, {}});
    } else {
      out_.steps_.push_back({Code::name, 0, std::string(name)});
    }
  }

  void number() {
    double value = 0;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc{} || std::isdigit(static_cast<unsigned char>(*begin)) == 0) {
      fail("a number or a name");
    }
    at_ += static_cast<std::size_t>(end - begin);
    for (const Suffix& suffix : suffixes) {
      if (text_.substr(at_, suffix.text.size()) != suffix.text) continue;
      at_ += suffix.text.size();
      value *= suffix.factor;
      break;
    }
    if (at_ < text_.size() && continues_name(text_[at_])) fail("an operator after the number");
    out_.steps_.push_back({Code::number, value, {}});
  }

  /// Bounds the recursion, so that a hostile text is an error and not a crash.
  struct Nesting {
    explicit Nesting(ExpressionParser& p) : parser(p) {
      if (++parser.depth_ > 200) parser.fail("less nesting");
    }
    ~Nesting() { --parser.depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    ExpressionParser& parser;
  };

  std::string_view text_;
  std::string_view place_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
  Expression out_;
};

Expression Expression::parse(std::string_view text, std::string_view place) {
  return ExpressionParser(text, place).parse();
}

}  // namespace vapa
