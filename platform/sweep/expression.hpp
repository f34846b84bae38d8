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

/// What a name can stand for, known before it has a value.
struct NameKind {
  enum class Is : unsigned char { number, word, list };
  Is is = Is::number;
  std::vector<std::string> words;  ///< that a word can be; empty: any

  static NameKind number() { return {}; }
  static NameKind word(std::vector<std::string> words) { return {Is::word, std::move(words)}; }
  static NameKind list() { return {Is::list, {}}; }
};

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

  using Kinds = std::function<NameKind(const std::string& name)>;

  /// Why no values of its names give it one, if so: it computes with words or lists, compares words
  /// with numbers, or compares a name with a word that it cannot be ("; did you mean plru?").
  std::optional<std::string> problem(const Kinds&) const;

  /// Every name that occurs, in order of appearance, once.
  std::vector<std::string> names() const;
  const std::string& text() const noexcept { return text_; }

 private:
  friend class ExpressionParser;
  friend class ExpressionCheck;
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
