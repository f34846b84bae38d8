#include <gtest/gtest.h>

#include "platform/cli/count_option.hpp"
#include "platform/cli/progress_line.hpp"

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
}

TEST(ACount, IsRefusedWhenItIsNoneOrNeedsMoreThan64Bits) {
  for (const char* text : {"", "k", "-1", "+1", "1.5M", "1 M", "1kk", "1m", "0x10",
                           "18446744073709551616", "18446744073709552k"}) {
    EXPECT_EQ(parse_count(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_count("18446744073709551615"), ~std::uint64_t{0});
}

TEST(Progress, SaysWhatIsDoneHowFastAndHowLongItTakes) {
  EXPECT_EQ(progress_text(12'000'000, 15'000'000, 2),
            "12.0 M of 15.0 M accesses, 6.00 M/s, 0:01 left");
  EXPECT_EQ(progress_text(1'000'000, 601'000'000, 1),
            "1.00 M of 601 M accesses, 1.00 M/s, 10:00 left");
}

TEST(Progress, PromisesNothingWhenTheTotalIsUnknown) {
  EXPECT_EQ(progress_text(12'000'000, 0, 2), "12.0 M accesses, 6.00 M/s");
}

}  // namespace
}  // namespace vapa
