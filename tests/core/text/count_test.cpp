#include "core/text/count.hpp"

#include <gtest/gtest.h>

namespace vapa {
namespace {

TEST(ACount, TakesSuffixesOfThousands) {
  EXPECT_EQ(parse_count("0"), 0U);
  EXPECT_EQ(parse_count("5000"), 5000U);
  EXPECT_EQ(parse_count("10k"), 10'000U);
  EXPECT_EQ(parse_count("10K"), 10'000U);
  EXPECT_EQ(parse_count("1M"), 1'000'000U);
  EXPECT_EQ(parse_count("2G"), 2'000'000'000U);
  EXPECT_EQ(parse_count("3T"), 3'000'000'000'000U);
  EXPECT_EQ(parse_count("0x1000"), 4096U);
}

TEST(ACount, IsRefusedWhenItIsNoneOrNeedsMoreThan64Bits) {
  for (const char* text : {"", "k", "-1", "+1", "1.5M", "1 M", "1kk", "1m", "0x", "0xg",
                           "18446744073709551616", "18446744073709552k"}) {
    EXPECT_EQ(parse_count(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_count("18446744073709551615"), ~std::uint64_t{0});
}

}  // namespace
}  // namespace vapa
