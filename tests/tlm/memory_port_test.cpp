// The way to the next level of memory: the ends of the address space.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tlm/bench.hpp"

namespace vapa {
namespace {

constexpr Cycle l1_latency = 4;

/// A first level over memory.
struct OneLevel {
  Clock clock{1.0};
  FirstLevel l1;
  FixedMemory memory{"memory", clock};

  explicit OneLevel(const CacheConfig& first) : l1("l1", first, clock) {
    l1.stage.below.socket.bind(memory.in);
  }
};

// The address behind the last byte is 0.
TEST(MemoryPort, AnAccessUpToTheTopOfTheAddressSpaceIsMadeAndEnds) {
  OneLevel s(shape<CacheConfig>(4096, 4, l1_latency));
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  for (const std::uint64_t pa : {~std::uint64_t{0} - 63, ~std::uint64_t{0} - 7}) {
    s.memory.seen.clear();
    EXPECT_FALSE(s.l1.read(pa, 8).ok) << "memory has no such address";
    EXPECT_EQ(s.memory.seen.size(), 1U);
  }
}

TEST(MemoryPort, ALineAtTheTopOfTheAddressSpaceIsKeptAndDropped) {
  OneLevel s(shape<CacheConfig>(4096, 4, l1_latency));
  s.memory.size = ~std::uint64_t{0};
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  const std::uint64_t line = ~std::uint64_t{0} - 63;
  s.l1.write(line);
  EXPECT_TRUE(s.l1.holds(line));
  EXPECT_TRUE(s.l1.drop(PhysAddr{line}, 64));
  EXPECT_FALSE(s.l1.holds(line));
}

}  // namespace
}  // namespace vapa
