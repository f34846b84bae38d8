#include "core/memory/physical_memory.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace vapa {
namespace {

static_assert(std::endian::native == std::endian::little, "words are stored in host order");

constexpr std::uint64_t to_frame_end(PhysAddr pa) noexcept {
  return pa.to_block_end(PhysicalMemory::frame_shift);
}

constexpr std::uint64_t frame_of(PhysAddr pa) noexcept {
  return pa.value >> PhysicalMemory::frame_shift;
}

}  // namespace

PhysicalMemory::PhysicalMemory(std::uint64_t size) : size_(size) {}

PhysicalMemory::Leaf* PhysicalMemory::leaf_of(std::uint64_t frame) const noexcept {
  const std::uint64_t middle = frame >> (2 * fan_out_bits);
  if (middle >= root_.size() || !root_[middle]) return nullptr;
  return root_[middle]->leaves[frame >> fan_out_bits & fan_out_mask].get();
}

const PhysicalMemory::Frame* PhysicalMemory::find(std::uint64_t frame) const noexcept {
  const Leaf* leaf = leaf_of(frame);
  return leaf == nullptr ? nullptr : leaf->frames[frame & fan_out_mask].get();
}

PhysicalMemory::Frame& PhysicalMemory::make(std::uint64_t frame) {
  const std::uint64_t top = frame >> (2 * fan_out_bits);
  if (top >= root_.size()) root_.resize(top + 1);
  auto& middle = root_[top];
  if (!middle) middle = std::make_unique<Middle>();
  auto& leaf = middle->leaves[frame >> fan_out_bits & fan_out_mask];
  if (!leaf) leaf = std::make_unique<Leaf>();
  auto& slot = leaf->frames[frame & fan_out_mask];
  if (!slot) {
    slot = std::make_unique<Frame>();
    ++resident_;
  }
  return *slot;
}

void PhysicalMemory::drop(std::uint64_t frame) noexcept {
  Leaf* leaf = leaf_of(frame);
  if (leaf == nullptr || !leaf->frames[frame & fan_out_mask]) return;
  leaf->frames[frame & fan_out_mask].reset();
  --resident_;
}

std::uint64_t PhysicalMemory::read_word(PhysAddr pa, unsigned bytes) const noexcept {
  assert(contains(pa, bytes) && pa.value % bytes == 0);
  const Frame* frame = find(frame_of(pa));
  if (frame == nullptr) return 0;
  const std::byte* from = frame->data() + pa.offset(frame_shift);
  std::uint64_t word = 0;
  if (bytes == sizeof word) {
    std::memcpy(&word, from, sizeof word);
  } else {
    std::memcpy(&word, from, bytes);
  }
  return word;
}

void PhysicalMemory::write_word(PhysAddr pa, std::uint64_t value, unsigned bytes) {
  assert(contains(pa, bytes) && pa.value % bytes == 0);
  std::memcpy(make(frame_of(pa)).data() + pa.offset(frame_shift), &value, bytes);
}

void PhysicalMemory::read(PhysAddr pa, std::span<std::byte> to) const noexcept {
  assert(contains(pa, to.size()) || to.empty());
  while (!to.empty()) {
    const std::size_t n = std::min<std::size_t>(to.size(), to_frame_end(pa));
    const Frame* frame = find(frame_of(pa));
    if (frame == nullptr) {
      std::memset(to.data(), 0, n);
    } else {
      std::memcpy(to.data(), frame->data() + pa.offset(frame_shift), n);
    }
    to = to.subspan(n);
    pa += n;
  }
}

void PhysicalMemory::write(PhysAddr pa, std::span<const std::byte> from) {
  assert(contains(pa, from.size()) || from.empty());
  while (!from.empty()) {
    const std::size_t n = std::min<std::size_t>(from.size(), to_frame_end(pa));
    std::memcpy(make(frame_of(pa)).data() + pa.offset(frame_shift), from.data(), n);
    from = from.subspan(n);
    pa += n;
  }
}

void PhysicalMemory::clear(PhysAddr pa, std::uint64_t bytes) noexcept {
  assert(contains(pa, bytes) || bytes == 0);
  constexpr unsigned leaf_shift = frame_shift + fan_out_bits;
  while (bytes != 0) {
    Leaf* leaf = leaf_of(frame_of(pa));
    // A hole of the tree is passed over at once, so that clearing terabytes of nothing is quick.
    const std::uint64_t reach = leaf == nullptr ? pa.to_block_end(leaf_shift) : to_frame_end(pa);
    const std::uint64_t n = std::min(bytes, reach);
    if (leaf != nullptr) clear_in_frame(pa, n);
    bytes -= n;
    pa += n;
  }
}

void PhysicalMemory::clear_in_frame(PhysAddr pa, std::uint64_t bytes) noexcept {
  if (bytes == frame_bytes) return drop(frame_of(pa));
  if (find(frame_of(pa)) == nullptr) return;
  auto& frame = leaf_of(frame_of(pa))->frames[frame_of(pa) & fan_out_mask];
  std::memset(frame->data() + pa.offset(frame_shift), 0, bytes);
}

void PhysicalMemory::copy(PhysAddr to, PhysAddr from, std::uint64_t bytes) {
  assert(bytes == 0 || (contains(to, bytes) && contains(from, bytes)));
  assert(to.value + bytes <= from.value || from.value + bytes <= to.value);
  while (bytes != 0) {
    const std::uint64_t n = std::min({bytes, to_frame_end(to), to_frame_end(from)});
    const Frame* source = find(frame_of(from));
    if (source == nullptr) {
      clear_in_frame(to, n);
    } else {
      std::memcpy(make(frame_of(to)).data() + to.offset(frame_shift),
                  source->data() + from.offset(frame_shift), n);
    }
    bytes -= n;
    to += n;
    from += n;
  }
}

}  // namespace vapa
