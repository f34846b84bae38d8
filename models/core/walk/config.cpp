#include "core/walk/config.hpp"

#include <fmt/format.h>

#include <bit>

namespace vapa {
namespace {

constexpr std::uint32_t max_entries = 1U << 16U;

}  // namespace

void WalkCacheConfig::describe(Schema& s) {
  s.field("entries", entries, "entries", "Entries of this level of the page table kept; 0: none.");
  s.field("ways", ways, "ways", "Associativity, replaced by true LRU.");
}

void WalkCacheConfig::validate(Problems& p) const {
  if (entries == 0) return;
  if (entries > max_entries) {
    p.add("entries", fmt::format("must be from 0 to {}, is {}", max_entries, entries));
    return;
  }
  if (ways == 0 || ways > entries || entries % ways != 0 || !std::has_single_bit(entries / ways)) {
    p.add("ways", fmt::format("entries ({}) / ways must be a power of two; {} is fully associative",
                              entries, entries));
  }
}

void WalkCachesConfig::describe(Schema& s) {
  s.field("enabled", enabled, "", "Whether the walker has page-walk caches.");
  s.field("latency", latency, "cycles", "Time to look the walk caches up, all levels at once.");
  s.section("level2", level2);
  s.section("level3", level3);
  s.section("level4", level4);
  s.section("level5", level5);
}

void WalkCachesConfig::validate(Problems& p) const {
  if (!enabled) return;
  p.section("level2", level2);
  p.section("level3", level3);
  p.section("level4", level4);
  p.section("level5", level5);
}

void WalkerConfig::describe(Schema& s) {
  s.field("enters", enters, "", "Level of the memory hierarchy that the reads of a walk enter.");
  s.field("latency", latency, "cycles", "Fixed time of a walk besides its reads.");
  s.section("pwc", pwc);
}

void WalkerConfig::validate(Problems& p) const { p.section("pwc", pwc); }

}  // namespace vapa
