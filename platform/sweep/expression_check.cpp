#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "core/text/nearest.hpp"
#include "platform/sweep/expression.hpp"

namespace vapa {

/// Runs the steps over what the operands are instead of over their values.
class ExpressionCheck {
 public:
  using Code = Expression::Code;
  using Problem = std::optional<std::string>;

  explicit ExpressionCheck(const Expression::Kinds& kinds) : kinds_(kinds) {}

  Problem run(const std::vector<Expression::Step>& steps) {
    for (const Expression::Step& step : steps) {
      if (auto problem = take(step)) return problem;
    }
    return number(stack_.back());
  }

 private:
  /// An operand and how a message calls it.
  struct Operand {
    NameKind kind;
    std::string text;
    bool quoted = false;
  };

  Problem take(const Expression::Step& step) {
    switch (step.code) {
      case Code::number:
        stack_.push_back({NameKind::number(), fmt::format("{}", step.number)});
        return std::nullopt;
      case Code::word:
        stack_.push_back({NameKind::word({}), fmt::format("'{}'", step.text), true});
        return std::nullopt;
      case Code::name:
        stack_.push_back({kinds_(step.text), step.text});
        return list(stack_.back());
      default:
        return apply(step.code);
    }
  }

  Problem apply(Code code) {
    const Operand right = pop();
    if (code == Code::negate || code == Code::invert) {
      stack_.push_back({NameKind::number(), "it"});
      return number(right);
    }
    const Operand left = pop();
    stack_.push_back({NameKind::number(), "it"});
    if (code == Code::equal || code == Code::unequal) return comparison(left, right);
    const auto problem = number(left);
    return problem ? problem : number(right);
  }

  static Problem comparison(const Operand& left, const Operand& right) {
    if (left.kind.is != right.kind.is) {
      const bool left_is_word = left.kind.is == NameKind::Is::word;
      const auto& [word, other] = left_is_word ? std::tie(left, right) : std::tie(right, left);
      return fmt::format("compares {}{} with the number {}", word.text, choices(word.kind),
                         other.text);
    }
    const auto problem = choice(left, right);
    return problem ? problem : choice(right, left);
  }

  /// A quoted word beside a name must be one that the name can be.
  static Problem choice(const Operand& name, const Operand& word) {
    const auto& known = name.kind.words;
    if (known.empty() || !word.quoted) return std::nullopt;
    const std::string value = word.text.substr(1, word.text.size() - 2);
    if (std::find(known.begin(), known.end(), value) != known.end()) return std::nullopt;
    const std::string near = did_you_mean(value, known);
    return fmt::format("{} is no value of {}{}", word.text, name.text,
                       near.empty() ? choices(name.kind) : near);
  }

  static std::string choices(const NameKind& kind) {
    return kind.words.empty() ? " (a word)"
                              : fmt::format(" (one of {})", fmt::join(kind.words, ", "));
  }

  static Problem list(const Operand& operand) {
    if (operand.kind.is != NameKind::Is::list) return std::nullopt;
    return fmt::format("{} is a list, which formulas cannot read", operand.text);
  }

  static Problem number(const Operand& operand) {
    if (operand.kind.is == NameKind::Is::number) return std::nullopt;
    return fmt::format("{}{} is a word where a number is needed", operand.text,
                       operand.quoted ? "" : choices(operand.kind));
  }

  Operand pop() {
    Operand top = std::move(stack_.back());
    stack_.pop_back();
    return top;
  }

  const Expression::Kinds& kinds_;
  std::vector<Operand> stack_;
};

std::optional<std::string> Expression::problem(const Kinds& kinds) const {
  return ExpressionCheck(kinds).run(steps_);
}

}  // namespace vapa
