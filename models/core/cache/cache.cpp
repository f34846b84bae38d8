#include "core/cache/cache.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace vapa {
namespace {

std::uint32_t set_count(const CacheConfig& c) {
  return static_cast<std::uint32_t>(c.size.value / (c.line.value * c.ways));
}

}  // namespace

Cache::Cache(const CacheConfig& c, std::uint64_t seed)
    : ways_(c.ways),
      set_mask_(set_count(c) - 1),
      line_shift_(static_cast<unsigned>(std::countr_zero(c.line.value))),
      none_(set_count(c) * c.ways),
      tags_(std::size_t{none_} + 1),
      recent_(set_count(c), none_),
      replacement_(c.replacement, set_count(c), c.ways, seed),
      latency_(c.latency) {}

std::uint32_t Cache::find(std::uint64_t tag) const noexcept {
  const auto set = static_cast<std::uint32_t>(tag / 4) & set_mask_;
  const std::uint32_t first = set * ways_;
  for (std::uint32_t slot = first; slot < first + ways_; ++slot) {
    if ((tags_[slot] & ~dirty_bit) == tag) return slot;
  }
  return none_;
}

std::optional<Cache::Victim> Cache::fill(PhysAddr pa, bool dirty) noexcept {
  const std::uint32_t set = set_of(pa);
  const std::uint32_t first = set * ways_;
  std::uint32_t slot = first;
  while (slot < first + ways_ && tags_[slot] != 0) ++slot;
  std::optional<Victim> victim;
  if (slot == first + ways_) {
    slot = replacement_.victim(set);
    const std::uint64_t old = tags_[slot];
    victim = Victim{PhysAddr{(old / 4) << line_shift_}, (old & dirty_bit) != 0};
  }
  tags_[slot] = tag_of(pa) | (dirty ? dirty_bit : 0);
  replacement_.insert(slot);
  recent_[set] = none_;
  return victim;
}

std::optional<Cache::Victim> Cache::take_writeback(PhysAddr line) noexcept {
  ++stats_.writebacks_in;
  const std::uint32_t slot = find(tag_of(line));
  if (slot == none_) return fill(line, true);
  tags_[slot] |= dirty_bit;
  return std::nullopt;
}

bool Cache::drop(PhysAddr start, std::uint64_t bytes) noexcept {
  bool dirty = false;
  while (bytes != 0) {
    dirty |= drop_line(start);
    const std::uint64_t here = std::min(bytes, start.to_block_end(line_shift_));
    start += here;
    bytes -= here;
  }
  return dirty;
}

bool Cache::drop_line(PhysAddr pa) noexcept {
  const std::uint32_t slot = find(tag_of(pa));
  if (slot == none_) return false;
  const bool dirty = (tags_[slot] & dirty_bit) != 0;
  tags_[slot] = 0;
  ++stats_.dropped;
  return dirty;
}

void CacheStats::describe(Registry& r) const {
  static constexpr std::array<const char*, cause_count> names{"data", "fetch", "walk", "kernel"};
  for (unsigned cause = 0; cause < cause_count; ++cause) {
    r.counter(fmt::format("accesses.{}", names[cause]), accesses[cause], "accesses",
              fmt::format("Lines looked up, cause {}.", names[cause]));
    r.counter(fmt::format("misses.{}", names[cause]), misses[cause], "accesses",
              fmt::format("Lines looked up and not found, cause {}.", names[cause]));
  }
  r.counter("writebacks", writebacks, "lines", "Dirty lines sent to the next level.");
  r.counter("writebacks_in", writebacks_in, "lines", "Dirty lines taken from the level above.");
  r.counter("dropped", dropped, "lines", "Lines given up because an inclusive level below did.");
}

}  // namespace vapa
