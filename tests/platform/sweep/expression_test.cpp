#include "platform/sweep/expression.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.hpp"

namespace vapa {
namespace {

std::optional<Operand> lookup(const std::string& name) {
  if (name == "tlb.ways") return 4.0;
  if (name == "tlb.entries") return 64.0;
  if (name == "tlb.replacement") return std::string("lru");
  return std::nullopt;
}

std::optional<double> value(std::string_view text) {
  return Expression::parse(text, "here").evaluate(lookup);
}

struct Case {
  const char* text;
  double value;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.text; }

class ExpressionValue : public testing::TestWithParam<Case> {};
TEST_P(ExpressionValue, IsThatOfArithmetic) { EXPECT_EQ(value(GetParam().text), GetParam().value); }
INSTANTIATE_TEST_SUITE_P(
    All, ExpressionValue,
    testing::Values(Case{"tlb.ways <= tlb.entries", 1}, Case{"tlb.entries < tlb.ways", 0},
                    Case{"tlb.entries % tlb.ways == 0", 1}, Case{"tlb.entries / tlb.ways", 16},
                    Case{"1 + 2 * 3", 7}, Case{"(1 + 2) * 3", 9}, Case{"10 - 4 - 3", 3},
                    Case{"64 / 4 / 2", 8}, Case{"2*-3", -6}, Case{"--2", 2}, Case{"4KiB", 4096},
                    Case{"1GiB/2MiB", 512}, Case{"1e3 + 0.5", 1000.5},
                    Case{"tlb.replacement == 'lru'", 1}, Case{"tlb.replacement != 'plru'", 1},
                    Case{"tlb.replacement == 4", 0}, Case{"not 1 == 2", 1}, Case{"not not 3", 1},
                    Case{"1 or 0 and 0", 1}, Case{"(1 or 0) and 0", 0}, Case{"0 or 0", 0},
                    Case{"1 < 2 and 2 >= 2 and 3 > 2 and 1 != 2", 1}, Case{"true == 1", 1},
                    Case{"false", 0}, Case{"7 % 4", 3}));

TEST(Expression, HasNoValueWhereArithmeticHasNone) {
  for (const char* text : {"1 / 0", "5 % 0", "tlb.nothing", "'lru' + 1", "tlb.replacement < 3",
                           "'lru'", "tlb.ways + tlb.nothing"}) {
    EXPECT_EQ(value(text), std::nullopt) << text;
  }
}

TEST(Expression, NamesEveryNameOnce) {
  EXPECT_THAT(Expression::parse("b.x + a - b.x and true", "here").names(),
              testing::ElementsAre("b.x", "a"));
}

TEST(Expression, SaysWhereATextStopsMakingSense) {
  struct Bad {
    std::string text;
    const char* character;
  };
  const std::string deep(5000, '(');
  for (const Bad& bad :
       {Bad{"", "character 1"}, Bad{"1 +", "character 4"}, Bad{"1 2", "character 3"},
        Bad{"(1", "character 3"}, Bad{"1 < 2 < 3", "character 7"}, Bad{"a = b", "character 3"},
        Bad{"'lru", "character 1"}, Bad{"4kB", "character 2"}, Bad{"a && b", "character 3"},
        Bad{"1 $", "character 3"}, Bad{deep, "character"}, Bad{"inf", ""},
        Bad{std::string(5000, '-') + "1", "character"}}) {
    try {
      const auto parsed = Expression::parse(bad.text, "spec.toml:3:1");
      EXPECT_EQ(bad.text, "inf") << "accepted";  // a name like any other
    } catch (const InputError& e) {
      EXPECT_THAT(e.what(), testing::StartsWith("spec.toml:3:1: \""));
      EXPECT_THAT(e.what(), testing::HasSubstr(bad.character)) << bad.text;
    }
  }
}

}  // namespace
}  // namespace vapa
