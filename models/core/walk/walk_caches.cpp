#include "core/walk/walk_caches.hpp"

#include <fmt/format.h>

namespace vapa {

WalkCaches::Level::Level(unsigned level_, unsigned shift_, const WalkCacheConfig& c)
    : level(level_),
      shift(shift_),
      ways(c.ways),
      set_mask(c.entries / c.ways - 1),
      slots(c.entries),
      replacement(Replacement::lru, c.entries / c.ways, c.ways, 0) {}

std::uint32_t WalkCaches::Level::first_slot(std::uint64_t tag) const noexcept {
  return (static_cast<std::uint32_t>(tag) & set_mask) * ways;
}

WalkCaches::Slot* WalkCaches::Level::find(std::uint64_t tag, Asid asid) noexcept {
  const std::uint32_t first = first_slot(tag);
  for (std::uint32_t i = first; i < first + ways; ++i) {
    if (slots[i].tag == tag && slots[i].asid == asid.value) {
      replacement.touch(i);
      return &slots[i];
    }
  }
  return nullptr;
}

WalkCaches::Slot& WalkCaches::Level::victim(std::uint64_t tag) noexcept {
  const std::uint32_t first = first_slot(tag);
  std::uint32_t i = first;
  while (i < first + ways && slots[i].asid != no_asid) ++i;
  if (i == first + ways) i = replacement.victim(first / ways);
  replacement.insert(i);
  return slots[i];
}

WalkCaches::WalkCaches(const WalkCachesConfig& c, const Format& format) : config_(c) {
  if (!c.enabled) return;
  const std::array<const WalkCacheConfig*, 4> configs{&c.level2, &c.level3, &c.level4, &c.level5};
  for (unsigned level = 2; level <= format.levels(); ++level) {
    const WalkCacheConfig& of_level = *configs[level - 2];
    if (of_level.entries != 0) levels_.emplace_back(level, format.shift(level), of_level);
  }
}

std::optional<WalkCaches::Start> WalkCaches::lookup(VirtAddr va, Asid asid) noexcept {
  for (Level& l : levels_) {
    ++l.lookups;
    if (const Slot* slot = l.find(va.value >> l.shift, asid)) {
      ++l.hits;
      return Start{l.level - 1, slot->table, slot->rights};
    }
  }
  return std::nullopt;
}

void WalkCaches::fill(VirtAddr va, Asid asid, unsigned level, PhysAddr table,
                      std::uint8_t rights) noexcept {
  for (Level& l : levels_) {
    if (l.level != level) continue;
    const std::uint64_t tag = va.value >> l.shift;
    Slot* slot = l.find(tag, asid);
    if (slot == nullptr) slot = &l.victim(tag);
    *slot = {tag, table, asid.value, rights};
  }
}

void WalkCaches::invalidate(const Flush& flush) noexcept {
  for (Level& l : levels_) {
    for (Slot& slot : l.slots) {
      if (flush.va && slot.tag != flush.va->value >> l.shift) continue;
      if (flush.asid && slot.asid != flush.asid->value) continue;
      slot = Slot{};
    }
  }
}

void WalkCaches::describe(Registry& r) const {
  for (const Level& l : levels_) {
    r.counter(fmt::format("level{}.lookups", l.level), l.lookups, "lookups",
              fmt::format("Lookups of the walk cache that holds level-{} entries.", l.level));
    r.counter(fmt::format("level{}.hits", l.level), l.hits, "lookups",
              fmt::format("Walks that began at level {} because of it.", l.level - 1));
  }
}

}  // namespace vapa
