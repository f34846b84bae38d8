#pragma once
// Sparse physical memory: bytes that were never written are zero and cost nothing.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/types.hpp"

namespace vapa {

class PhysicalMemory {
 public:
  static constexpr unsigned frame_shift = 12;
  static constexpr std::size_t frame_bytes = std::size_t{1} << frame_shift;

  /// size: bytes; an address at or above it is outside. Every range given to the members below must
  /// be inside: whoever takes addresses from page tables asks contains() first.
  explicit PhysicalMemory(std::uint64_t size);

  std::uint64_t size() const noexcept { return size_; }
  bool contains(PhysAddr pa, std::uint64_t bytes) const noexcept {
    return pa.value < size_ && bytes <= size_ - pa.value;
  }

  /// A little-endian word of `bytes` (1, 2, 4, 8), aligned to its size, inside memory.
  std::uint64_t read_word(PhysAddr, unsigned bytes) const noexcept;
  void write_word(PhysAddr, std::uint64_t value, unsigned bytes);

  void read(PhysAddr, std::span<std::byte>) const noexcept;
  void write(PhysAddr, std::span<const std::byte>);
  /// Zeroes a range; whole frames give their storage back.
  void clear(PhysAddr, std::uint64_t bytes) noexcept;
  /// Copies a range; frames that hold nothing stay without storage. The ranges do not overlap.
  void copy(PhysAddr to, PhysAddr from, std::uint64_t bytes);

  /// Frames with storage of their own.
  std::uint64_t resident_frames() const noexcept { return resident_; }

 private:
  using Frame = std::array<std::byte, frame_bytes>;
  static constexpr unsigned fan_out_bits = 9;
  static constexpr std::uint64_t fan_out_mask = (1U << fan_out_bits) - 1;
  struct Leaf {
    std::array<std::unique_ptr<Frame>, 1U << fan_out_bits> frames;
  };
  struct Middle {
    std::array<std::unique_ptr<Leaf>, 1U << fan_out_bits> leaves;
  };

  Leaf* leaf_of(std::uint64_t frame) const noexcept;
  const Frame* find(std::uint64_t frame) const noexcept;
  Frame& make(std::uint64_t frame);
  void drop(std::uint64_t frame) noexcept;
  void clear_in_frame(PhysAddr, std::uint64_t bytes) noexcept;

  std::uint64_t size_;
  std::uint64_t resident_ = 0;
  std::vector<std::unique_ptr<Middle>> root_;  ///< 1 GiB each, up to the highest one touched
};

}  // namespace vapa
