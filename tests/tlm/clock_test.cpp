// Cycles and sc_time: the conversion is exact.

#include "tlm/clock.hpp"

#include <gtest/gtest.h>

namespace vapa {
namespace {

TEST(Clock, CyclesSurviveTheWayToSystemCTimeAndBack) {
  sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
  for (const double frequency : {0.1, 1.0, 2.0, 3.7, 4.3, 5.8}) {
    const Clock clock(frequency);
    for (Cycle cycles = 0; cycles < 1'000'000'000'000; cycles = cycles * 3 + 1) {
      ASSERT_EQ(clock.cycles(clock.time(cycles)), cycles) << frequency << " GHz";
    }
  }
}

TEST(Clock, APeriodIsTheInverseOfTheFrequency) {
  sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
  EXPECT_EQ(Clock(4.0).time(1), sc_core::sc_time(250, sc_core::SC_PS));
  EXPECT_EQ(Clock(1.0).time(1000), sc_core::sc_time(1, sc_core::SC_US));
  const double second = Clock(4.3).time(4'300'000'000).to_seconds();
  EXPECT_NEAR(second, 1.0, 1e-6);
}

TEST(Clock, AResponseInMidCycleIsSeenAtTheNextEdge) {
  const Clock clock(1.0);
  EXPECT_EQ(clock.cycles(sc_core::sc_time(1000, sc_core::SC_PS)), 1U);
  EXPECT_EQ(clock.cycles(sc_core::sc_time(1001, sc_core::SC_PS)), 2U);
  EXPECT_EQ(clock.cycles(sc_core::SC_ZERO_TIME), 0U);
}

TEST(Clock, ACycleIsNeverShorterThanTheTimeResolution) {
  const Clock clock(1e9);
  EXPECT_EQ(clock.time(7).value(), 7U);
}

}  // namespace
}  // namespace vapa
