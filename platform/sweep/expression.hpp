#pragma once
// Small formulas over names, for the constraints and the metrics of a sweep:
// "mmu.dtlb.ways <= mmu.dtlb.entries", "cpu.cycles.translation / cpu.accesses".

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vapa {

/// What a name stands for: a number (switches are 0 and 1) or a word ("lru").
using Operand = std::variant<double, std::string>;

/// A parsed formula. From weak to strong: or; and; not; == != < <= > >= (one per comparison);
/// + -; * / %; unary minus; numbers with an optional KiB, MiB, GiB or TiB; dotted names; words
/// in single quotes; true, false; parentheses. Truth is 1 or 0.
class Expression {
 public:
  /// Throws InputError "PLACE: …" with the character at which the text stops making sense.
  static Expression parse(std::string_view text, std::string_view place);

  using Lookup = std::function<std::optional<Operand>(const std::string&)>;

  /// The number; empty where a name is unknown, a word is computed with, or a division is by zero.
  std::optional<double> evaluate(const Lookup&) const;

  /// Every name that occurs, in order of appearance, once.
  std::vector<std::string> names() const;
  const std::string& text() const noexcept { return text_; }

 private:
  friend class ExpressionParser;
  enum class Code : unsigned char {
    number,
    word,
    name,
    negate,
    invert,
    add,
    subtract,
    multiply,
    divide,
    modulo,
    equal,
    unequal,
    less,
    less_equal,
    greater,
    greater_equal,
    both,
    either,
  };
  /// One step of a stack machine.
  struct Step {
    Code code;
    double number = 0;
    std::string text;
  };
  static std::optional<Operand> apply(Code, const Operand& left, const Operand& right);

  std::string text_;
  std::vector<Step> steps_;
};

}  // namespace vapa
