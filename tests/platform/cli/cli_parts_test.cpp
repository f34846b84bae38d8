#include <gtest/gtest.h>

#include "platform/cli/progress_line.hpp"

namespace vapa {
namespace {

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
