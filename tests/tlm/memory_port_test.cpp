// The way to the next level of memory: long transactions, the ends of the address space, targets
// that wait.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tlm/bench.hpp"

namespace vapa {
namespace {

constexpr Cycle l1_latency = 4;
constexpr Cycle l2_latency = 12;
constexpr Cycle memory_latency = 100;

CacheConfig no_cache() {
  CacheConfig c;
  c.enabled = false;
  return c;
}

/// A first level over memory.
struct OneLevel {
  Clock clock{1.0};
  FirstLevel l1;
  FixedMemory memory{"memory", clock};

  explicit OneLevel(const CacheConfig& first) : l1("l1", first, clock) {
    l1.stage.below.socket.bind(memory.in);
  }
};

TEST(MemoryPort, ALongAccessIsSeveralTransactionsOneAfterTheOther) {
  OneLevel s(no_cache());
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  const MemoryAnswer answer = s.l1.read(0x1000, 10'000, Cause::kernel, 50);
  EXPECT_EQ(answer.latency, 3 * memory_latency);
  EXPECT_THAT(s.memory.seen,
              testing::ElementsAre(
                  FixedMemory::Seen{0x1000, 4096, Transfer::read, Cause::kernel, 50},
                  FixedMemory::Seen{0x2000, 4096, Transfer::read, Cause::kernel, 150},
                  FixedMemory::Seen{0x3000, 10'000 - 8192, Transfer::read, Cause::kernel, 250}));
}

TEST(MemoryPort, ALongAccessIsRefusedWhenAPartOfItIs) {
  OneLevel s(no_cache());
  s.memory.size = 0x2000;
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  EXPECT_TRUE(s.l1.read(0, 8192).ok);
  EXPECT_FALSE(s.l1.read(0x1000, 8192).ok);
}

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

TEST(MemoryPort, ATargetThatWaitsIsTimedAsOneThatAddsToTheDelay) {
  OneLevel s(shape<CacheConfig>(4096, 4, l1_latency));
  s.memory.waits = true;
  Process process("process", [&] {
    EXPECT_EQ(s.l1.read(0, 8, Cause::data, 1000).latency, l1_latency + memory_latency);
    EXPECT_EQ(sc_core::sc_time_stamp(), s.clock.time(1000 + l1_latency + memory_latency));
    EXPECT_EQ(s.l1.read(60, 8, Cause::data, 2000).latency, 2 * l1_latency + memory_latency);
  });
  sc_core::sc_start();
}

TEST(MemoryPort, ALevelBetweenPassesTheTimeOnThatItsTargetHasWaited) {
  Clock clock(1.0);
  FirstLevel l1("l1", shape<CacheConfig>(4096, 4, l1_latency), clock);
  CacheLevel l2("l2", shape<LowerCacheConfig>(4096, 4, l2_latency), Served::l2, 1, clock);
  FixedMemory memory("memory", clock);
  Initiator foreign("foreign", clock);
  l1.stage.below.socket.bind(l2.in);
  foreign.out.bind(l2.in);
  l2.out().bind(memory.in);
  l2.holders.bind(l1.holder);
  memory.waits = true;
  Process process("process", [&] {
    EXPECT_EQ(l1.read(0, 8, Cause::data, 300).latency, l1_latency + l2_latency + memory_latency);
    const sc_core::sc_time before = sc_core::sc_time_stamp();
    const Cycle behind = foreign.send(tlm::TLM_READ_COMMAND, 64);
    EXPECT_EQ(clock.cycles(sc_core::sc_time_stamp() - before) + behind,
              l2_latency + memory_latency);
  });
  sc_core::sc_start();
}

TEST(MemoryPort, AnotherProcessThatEntersMeanwhileIsAnError) {
  OneLevel s(no_cache());
  s.memory.waits = true;
  bool served = false;
  bool later = false;
  Process first("first", [&] { served = s.l1.read(0).ok; });
  Process second("second", [&] {
    sc_core::wait(s.clock.time(memory_latency / 2));
    EXPECT_THROW(s.l1.read(64, 8, Cause::data, memory_latency / 2), sc_core::sc_report);
    sc_core::wait(s.clock.time(memory_latency));
    later = s.l1.read(64, 8, Cause::data, 2 * memory_latency).ok;
  });
  sc_core::sc_start();
  EXPECT_TRUE(served);
  EXPECT_TRUE(later) << "when the first is done";
}

}  // namespace
}  // namespace vapa
