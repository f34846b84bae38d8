#include "platform/results/style.hpp"

#include <gtest/gtest.h>

namespace vapa {
namespace {

TEST(AShortCount, FitsSixCharacters) {
  EXPECT_EQ(short_count(0), "0");
  EXPECT_EQ(short_count(99999), "99999");
  EXPECT_EQ(short_count(100000), "100 k");
  EXPECT_EQ(short_count(999499), "999 k");
  EXPECT_EQ(short_count(999500), "1.00 M");
  EXPECT_EQ(short_count(1234567), "1.23 M");
  EXPECT_EQ(short_count(45600000), "45.6 M");
  EXPECT_EQ(short_count(18446744073709551615.0), "18.4 E");
}

TEST(ABar, IsAsLongAsItsShareAndNeverLongerThanItsWidth) {
  const Style plain;
  EXPECT_EQ(plain.bar(0.5, 10), "#####");
  EXPECT_EQ(plain.bar(0, 10), "");
  EXPECT_EQ(plain.bar(7, 10), "##########");
  EXPECT_EQ((Style{.colour = false, .unicode = true}.bar(0.1, 10)), "\u2588");
}

TEST(PlainText, HasNoEscapes) {
  EXPECT_EQ(Style{}.bold("x"), "x");
  EXPECT_EQ(Style{}.coloured("x", 31), "x");
  EXPECT_EQ((Style{.colour = true, .unicode = false}.coloured("x", 31)), "\x1b[31mx\x1b[0m");
}

}  // namespace
}  // namespace vapa
