#include "core/cache/config.hpp"

#include <fmt/format.h>

#include <bit>

namespace vapa {
namespace {

constexpr std::uint64_t max_lines = std::uint64_t{1} << 26U;

}  // namespace

void CacheConfig::describe(Schema& s) {
  s.field("enabled", enabled, "",
          "Whether this cache exists; without it accesses go to the next level.");
  s.field("size", size, "bytes", "Capacity.");
  s.field("ways", ways, "ways", "Associativity.");
  s.field("line", line, "bytes", "Line size; never smaller than that of the level above.");
  s.field("latency", latency, "cycles", "Time of a lookup, hit or miss.");
  s.field("replacement", replacement, "", "Which way of a full set a fill replaces.");
}

void CacheConfig::validate(Problems& p) const {
  if (!enabled) return;
  if (!std::has_single_bit(line.value) || line.value < 4 || line.value > 4096) {
    p.add("line", fmt::format("must be a power of two from 4 to 4096 bytes, is {}", line.value));
    return;
  }
  if (ways == 0 || ways > 1024) {
    p.add("ways", "must be from 1 to 1024");
    return;
  }
  const std::uint64_t set_bytes = line.value * ways;
  if (size.value == 0 || size.value % set_bytes != 0 ||
      !std::has_single_bit(size.value / set_bytes)) {
    p.add("size", fmt::format("must be ways x line ({} bytes) times a power of two of sets, is {}",
                              set_bytes, size.value));
  } else if (size.value / line.value > max_lines) {
    p.add("size", fmt::format("must be at most {} lines ({} bytes), is {}", max_lines,
                              max_lines * line.value, size.value));
  }
  if (replacement == Replacement::plru && !std::has_single_bit(ways)) {
    p.add("replacement", fmt::format("plru needs a power of two of ways, not {}; use lru", ways));
  }
}

void L1CacheConfig::describe(Schema& s) {
  CacheConfig::describe(s);
  s.field(
      "index", index, "",
      "vipt: looked up together with the TLB, for which a way must fit a page; pipt: after it.");
}

void LowerCacheConfig::describe(Schema& s) {
  CacheConfig::describe(s);
  s.field("inclusive", inclusive, "",
          "Whether a line evicted here leaves the levels above as well.");
}

CachesConfig::CachesConfig() {
  using namespace literals;
  l1i.size = 32_KiB;
  l1i.ways = 8;
  l1i.latency = 4;
  l1d.size = 48_KiB;
  l1d.ways = 12;
  l1d.latency = 5;
  l2.size = 1280_KiB;
  l2.ways = 10;
  l2.latency = 10;
  l3.size = 12_MiB;
  l3.ways = 12;
  l3.latency = 50;
}

void CachesConfig::describe(Schema& s) {
  s.section("l1i", l1i);
  s.section("l1d", l1d);
  s.section("l2", l2);
  s.section("l3", l3);
}

void CachesConfig::validate(Problems& p) const {
  p.section("l1i", l1i);
  p.section("l1d", l1d);
  p.section("l2", l2);
  p.section("l3", l3);
  struct Named {
    const char* name;
    const CacheConfig* cache;
  };
  const auto check = [&p](const Named& above, const Named& below) {
    if (!above.cache->enabled || !below.cache->enabled) return;
    if (below.cache->line.value >= above.cache->line.value) return;
    p.add(fmt::format("{}.line", below.name),
          fmt::format("is smaller than {}.line ({} < {})", above.name, below.cache->line.value,
                      above.cache->line.value));
  };
  const Named second{"l2", &l2}, third{"l3", &l3};
  const Named& below_first = l2.enabled ? second : third;
  check({"l1i", &l1i}, below_first);
  check({"l1d", &l1d}, below_first);
  if (l2.enabled) check(second, third);
}

}  // namespace vapa
