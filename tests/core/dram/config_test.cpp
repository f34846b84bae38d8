#include "core/dram/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace vapa {
namespace {

std::vector<std::string> wrong_keys(const DramConfig& c) {
  Problems problems;
  problems.section("dram", c);
  std::vector<std::string> keys;
  for (const auto& problem : problems.list()) keys.push_back(problem.key);
  return keys;
}

TEST(DramConfig, TheDefaultIsValid) { EXPECT_THAT(wrong_keys({}), testing::IsEmpty()); }

TEST(DramConfig, ChannelsAndRanksArePowersOfTwo) {
  DramConfig c;
  for (const std::uint32_t wrong : {0U, 3U, 128U}) {
    c.channels = wrong;
    c.ranks = wrong;
    EXPECT_THAT(wrong_keys(c), testing::ElementsAre("dram.channels", "dram.ranks"));
  }
}

TEST(DramConfig, TimesAreNumbersThatAreNotNegative) {
  DramConfig c;
  for (const double wrong : {-1.0, 1e7, std::nan("")}) {
    c.controller = wrong;
    c.latency = wrong;
    EXPECT_THAT(wrong_keys(c), testing::ElementsAre("dram.controller", "dram.latency"));
  }
}

}  // namespace
}  // namespace vapa
