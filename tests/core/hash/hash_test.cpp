#include "core/hash.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <set>

namespace vapa {
namespace {

std::string of(std::string_view text) { return ContentHash{}.add(text).hex(); }

TEST(ContentHash, IsTheSameHoweverTheStreamIsCut) {
  const std::string text = "The page table of a process is made of pages itself.";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    EXPECT_EQ(ContentHash{}.add(text.substr(0, cut)).add(text.substr(cut)).hex(), of(text));
  }
}

TEST(ContentHash, TellsRunsOfZerosByTheirLength) {
  std::set<std::string> seen;
  for (std::size_t n = 0; n < 100; ++n) seen.insert(of(std::string(n, '\0')));
  EXPECT_EQ(seen.size(), 100U);
}

TEST(ContentHash, ChangesAboutHalfOfItsBitsWithOneBitOfInput) {
  const std::string base(40, 'a');
  const auto bits = [](const std::string& hex) {
    return std::pair{std::stoull(hex.substr(0, 16), nullptr, 16),
                     std::stoull(hex.substr(16), nullptr, 16)};
  };
  const auto [first, second] = bits(of(base));
  for (std::size_t i = 0; i < base.size() * 8; ++i) {
    std::string other = base;
    other[i / 8] = static_cast<char>(other[i / 8] ^ (1 << (i % 8)));
    const auto [a, b] = bits(of(other));
    const int changed = std::popcount(first ^ a) + std::popcount(second ^ b);
    EXPECT_GT(changed, 32) << i;
    EXPECT_LT(changed, 96) << i;
  }
}

// Results are stored under their hash: a change of the function would orphan every one of them.
TEST(ContentHash, KeepsItsValuesOverTime) {
  EXPECT_EQ(of(""), "6fa518aff0f12853efa2a201e180038c");
  EXPECT_EQ(of("mmu.dtlb.entries = 64\n"), "7b8140e16941eb13bc444c7379db6cfc");
}

}  // namespace
}  // namespace vapa
