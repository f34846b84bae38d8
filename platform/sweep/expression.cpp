#include "platform/sweep/expression.hpp"

#include <algorithm>
#include <cmath>

namespace vapa {

namespace {

std::optional<Operand> number(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<Operand> truth(bool value) { return value ? 1.0 : 0.0; }

}  // namespace

std::optional<Operand> Expression::apply(Code code, const Operand& left, const Operand& right) {
  if (code == Code::equal) return truth(left == right);
  if (code == Code::unequal) return truth(left != right);
  const double* a = std::get_if<double>(&left);
  const double* b = std::get_if<double>(&right);
  if (a == nullptr || b == nullptr) return std::nullopt;
  switch (code) {
    case Code::add:
      return number(*a + *b);
    case Code::subtract:
      return number(*a - *b);
    case Code::multiply:
      return number(*a * *b);
    case Code::divide:
      return number(*a / *b);
    case Code::modulo:
      return number(std::fmod(*a, *b));
    case Code::less:
      return truth(*a < *b);
    case Code::less_equal:
      return truth(*a <= *b);
    case Code::greater:
      return truth(*a > *b);
    case Code::greater_equal:
      return truth(*a >= *b);
    case Code::both:
      return truth(*a != 0 && *b != 0);
    case Code::either:
      return truth(*a != 0 || *b != 0);
    case Code::negate:
      return number(-*b);
    case Code::invert:
      return truth(*b == 0);
    default:
      return std::nullopt;
  }
}

std::optional<double> Expression::evaluate(const Lookup& lookup) const {
  std::vector<Operand> stack;
  for (const Step& step : steps_) {
    std::optional<Operand> value;
    switch (step.code) {
      case Code::number:
        value = step.number;
        break;
      case Code::word:
        value = step.text;
        break;
      case Code::name:
        value = lookup(step.text);
        break;
      default: {
        const Operand right = std::move(stack.back());
        stack.pop_back();
        const bool unary = step.code == Code::negate || step.code == Code::invert;
        const Operand left = unary ? Operand{0.0} : std::move(stack.back());
        if (!unary) stack.pop_back();
        value = apply(step.code, left, right);
      }
    }
    if (!value) return std::nullopt;
    stack.push_back(*std::move(value));
  }
  const double* result = std::get_if<double>(&stack.back());
  return result == nullptr ? std::nullopt : std::optional(*result);
}

std::vector<std::string> Expression::names() const {
  std::vector<std::string> all;
  for (const Step& step : steps_) {
    if (step.code == Code::name && std::find(all.begin(), all.end(), step.text) == all.end()) {
      all.push_back(step.text);
    }
  }
  return all;
}

}  // namespace vapa
