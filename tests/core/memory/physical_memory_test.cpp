// Physical memory as bytes: holes read as zero and cost nothing.

#include "core/memory/physical_memory.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace vapa {
namespace {

constexpr std::uint64_t tib = std::uint64_t{1} << 40U;
constexpr std::uint64_t frame = PhysicalMemory::frame_bytes;

std::vector<std::byte> pattern(std::size_t n, unsigned seed) {
  std::vector<std::byte> bytes(n);
  for (std::size_t i = 0; i < n; ++i) bytes[i] = static_cast<std::byte>(i * 7 + seed + 1);
  return bytes;
}

TEST(PhysicalMemory, BytesNeverWrittenAreZeroAndCostNothing) {
  const PhysicalMemory memory(64 * tib);
  std::vector<std::byte> bytes(3 * frame, std::byte{0xff});
  memory.read(PhysAddr{63 * tib + 100}, bytes);
  EXPECT_EQ(bytes, std::vector<std::byte>(3 * frame));
  EXPECT_EQ(memory.read_word(PhysAddr{64 * tib - 8}, 8), 0U);
  EXPECT_EQ(memory.resident_frames(), 0U);
}

TEST(PhysicalMemory, TerabytesCostOnlyTheFramesThatAreWritten) {
  PhysicalMemory memory(64 * tib);
  for (std::uint64_t n = 0; n < 64; ++n) memory.write_word(PhysAddr{n * tib}, n + 1, 8);
  EXPECT_EQ(memory.resident_frames(), 64U);
  for (std::uint64_t n = 0; n < 64; ++n) EXPECT_EQ(memory.read_word(PhysAddr{n * tib}, 8), n + 1);
}

TEST(PhysicalMemory, ContainsKnowsItsEndAndDoesNotOverflow) {
  const PhysicalMemory memory(2 * frame);
  EXPECT_TRUE(memory.contains(PhysAddr{0}, 2 * frame));
  EXPECT_TRUE(memory.contains(PhysAddr{2 * frame - 1}, 1));
  EXPECT_FALSE(memory.contains(PhysAddr{2 * frame - 1}, 2));
  EXPECT_FALSE(memory.contains(PhysAddr{2 * frame}, 1));
  EXPECT_FALSE(memory.contains(PhysAddr{1}, ~std::uint64_t{0}));
  EXPECT_FALSE(memory.contains(PhysAddr{~std::uint64_t{0}}, 8));
}

TEST(PhysicalMemory, WordsAreLittleEndianInEverySize) {
  PhysicalMemory memory(frame);
  memory.write_word(PhysAddr{8}, 0x8877665544332211, 8);
  EXPECT_EQ(memory.read_word(PhysAddr{8}, 4), 0x44332211U);
  EXPECT_EQ(memory.read_word(PhysAddr{12}, 4), 0x88776655U);
  EXPECT_EQ(memory.read_word(PhysAddr{10}, 2), 0x4433U);
  EXPECT_EQ(memory.read_word(PhysAddr{15}, 1), 0x88U);
  memory.write_word(PhysAddr{10}, 0xabcd, 2);
  EXPECT_EQ(memory.read_word(PhysAddr{8}, 8), 0x88776655abcd2211U);
}

TEST(PhysicalMemory, WordsAreFoundAcrossTheWholeRange) {
  constexpr std::uint64_t size = std::uint64_t{1} << 52U;
  PhysicalMemory memory(size);
  for (unsigned bit = 3; bit < 52; ++bit) {
    memory.write_word(PhysAddr{std::uint64_t{1} << bit}, bit, 8);
  }
  memory.write_word(PhysAddr{size - 8}, 99, 8);
  for (unsigned bit = 3; bit < 52; ++bit) {
    EXPECT_EQ(memory.read_word(PhysAddr{std::uint64_t{1} << bit}, 8), bit);
  }
  EXPECT_EQ(memory.read_word(PhysAddr{size - 8}, 8), 99U);
}

TEST(PhysicalMemory, ClearingWholeFramesGivesTheirStorageBack) {
  PhysicalMemory memory(16 * frame);
  memory.write(PhysAddr{0}, pattern(8 * frame, 1));
  ASSERT_EQ(memory.resident_frames(), 8U);
  memory.clear(PhysAddr{frame / 2}, 4 * frame);
  EXPECT_EQ(memory.resident_frames(), 5U) << "three whole frames lie in the range";
  EXPECT_EQ(memory.read_word(PhysAddr{frame / 2}, 8), 0U);
  EXPECT_EQ(memory.read_word(PhysAddr{frame / 2 + 4 * frame - 8}, 8), 0U);
  EXPECT_NE(memory.read_word(PhysAddr{frame / 2 - 8}, 8), 0U);
  EXPECT_NE(memory.read_word(PhysAddr{frame / 2 + 4 * frame}, 8), 0U);
}

TEST(PhysicalMemory, ClearingAPartOfAHoleStoresNothing) {
  PhysicalMemory memory(16 * frame);
  memory.clear(PhysAddr{100}, 50);
  memory.clear(PhysAddr{100}, 2 * frame);
  EXPECT_EQ(memory.resident_frames(), 0U);
}

TEST(PhysicalMemory, ClearingTerabytesOfNothingIsQuickAndFindsWhatIsThere) {
  PhysicalMemory memory(4 * tib);
  memory.write_word(PhysAddr{tib + 40 * frame}, 1, 8);
  memory.write_word(PhysAddr{3 * tib}, 1, 8);
  memory.clear(PhysAddr{1}, 4 * tib - 1);
  EXPECT_EQ(memory.resident_frames(), 0U);
}

TEST(PhysicalMemory, CopyingAHoleLeavesAHole) {
  PhysicalMemory memory(16 * frame);
  memory.write(PhysAddr{4 * frame}, pattern(frame, 1));
  memory.copy(PhysAddr{4 * frame}, PhysAddr{0}, frame);
  EXPECT_EQ(memory.read_word(PhysAddr{4 * frame}, 8), 0U);
  EXPECT_EQ(memory.resident_frames(), 0U);
}

TEST(PhysicalMemory, CopyingAcrossFramesOfDifferentOffsetMovesEveryByte) {
  PhysicalMemory memory(16 * frame);
  const auto bytes = pattern(2 * frame + 10, 5);
  memory.write(PhysAddr{frame - 3}, bytes);
  memory.copy(PhysAddr{8 * frame + 17}, PhysAddr{frame - 3}, bytes.size());
  std::vector<std::byte> seen(bytes.size());
  memory.read(PhysAddr{8 * frame + 17}, seen);
  EXPECT_EQ(seen, bytes);
}

/// The same operations on a map of bytes.
class Reference {
 public:
  void set(std::uint64_t pa, std::byte value) { bytes_[pa] = value; }
  std::byte get(std::uint64_t pa) const {
    const auto it = bytes_.find(pa);
    return it == bytes_.end() ? std::byte{0} : it->second;
  }
  void clear(std::uint64_t pa, std::uint64_t n) {
    bytes_.erase(bytes_.lower_bound(pa), bytes_.lower_bound(pa + n));
  }
  void copy(std::uint64_t to, std::uint64_t from, std::uint64_t n) {
    for (std::uint64_t i = 0; i < n; ++i) set(to + i, get(from + i));
  }

 private:
  std::map<std::uint64_t, std::byte> bytes_;
};

TEST(PhysicalMemory, RandomOperationsAgreeWithAMapOfBytes) {
  constexpr std::uint64_t window = 12 * frame;
  constexpr std::uint64_t base = (std::uint64_t{1} << 30U) - 6 * frame;  // across tree nodes
  PhysicalMemory memory(tib);
  Reference reference;
  std::mt19937_64 random(7);
  for (int step = 0; step < 600; ++step) {
    const std::uint64_t n = random() % (random() % 4 == 0 ? 3 * frame : 64) + 1;
    const std::uint64_t pa = base + random() % (window / 2 - n);
    const std::uint64_t other = base + window / 2 + random() % (window / 2 - n);
    switch (random() % 4) {
      case 0: {
        const auto bytes = pattern(n, static_cast<unsigned>(step));
        memory.write(PhysAddr{pa}, bytes);
        for (std::uint64_t i = 0; i < n; ++i) reference.set(pa + i, bytes[i]);
        break;
      }
      case 1:
        memory.clear(PhysAddr{pa}, n);
        reference.clear(pa, n);
        break;
      case 2:
        memory.copy(PhysAddr{other}, PhysAddr{pa}, n);
        reference.copy(other, pa, n);
        break;
      default:
        memory.copy(PhysAddr{pa}, PhysAddr{other}, n);
        reference.copy(pa, other, n);
    }
    std::vector<std::byte> seen(n);
    memory.read(PhysAddr{other}, seen);
    for (std::uint64_t i = 0; i < n; ++i) ASSERT_EQ(seen[i], reference.get(other + i)) << step;
  }
  std::vector<std::byte> all(window);
  memory.read(PhysAddr{base}, all);
  for (std::uint64_t i = 0; i < window; ++i) ASSERT_EQ(all[i], reference.get(base + i)) << i;
}

}  // namespace
}  // namespace vapa
