#include "sw/workload/content_hash.hpp"

#include <gtest/gtest.h>

namespace vapa {
namespace {

// FIPS 180-4's example of two blocks.
TEST(ContentHash, IsTheBeginningOfTheSha256HoweverTheStreamIsCut) {
  const std::string text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    EXPECT_EQ(ContentHash{}.add(text.substr(0, cut)).add(text.substr(cut)).hex(),
              "248d6a61d20638b8e5c026930c3e6039");
  }
}

}  // namespace
}  // namespace vapa
