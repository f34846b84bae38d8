// Page-walk caches: where they let a walk begin, what they replace and what they forget.

#include "core/walk/walk_caches.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <list>
#include <map>
#include <random>

#include "core/walk/driver.hpp"
#include "support/formats.hpp"

namespace vapa {
namespace {

constexpr VirtAddr va{0x7123'4567'8000};
constexpr PhysAddr table{0x5000};

/// Table and rights as one number, to be told apart.
std::optional<std::uint64_t> start_of(WalkCaches& caches, VirtAddr at, std::uint16_t asid = 0) {
  const auto start = caches.lookup(at, Asid{asid});
  if (!start) return std::nullopt;
  return start->table.value;
}

TEST(WalkCaches, AHitInTheLowestBeginsTheWalkAtLevelOne) {
  const Format format(config_of(FormatName::x86_64_4));
  WalkCaches caches(WalkCachesConfig{}, format);
  caches.fill(va, Asid{1}, 2, table, right_r | right_u);
  const auto start = caches.lookup(va, Asid{1});
  ASSERT_TRUE(start.has_value());
  EXPECT_EQ(start->level, 1U);
  EXPECT_EQ(start->table, table);
  EXPECT_EQ(start->rights, right_r | right_u);
}

TEST(WalkCaches, TheLowestLevelKnownCounts) {
  const Format format(config_of(FormatName::x86_64_5));
  for (unsigned lowest = 2; lowest <= 5; ++lowest) {
    WalkCaches caches(WalkCachesConfig{}, format);
    for (unsigned level = 5; level >= lowest; --level) caches.fill(va, Asid{0}, level, table, 0);
    EXPECT_EQ(caches.lookup(va, Asid{0})->level, lowest - 1);
  }
}

TEST(WalkCaches, KnowNothingAtFirstAndNothingOfLevelOne) {
  const Format format(config_of(FormatName::x86_64_4));
  WalkCaches caches(WalkCachesConfig{}, format);
  EXPECT_EQ(caches.lookup(VirtAddr{0}, Asid{0}), std::nullopt);
  caches.fill(va, Asid{0}, 1, table, 0);
  EXPECT_EQ(start_of(caches, va), std::nullopt);
}

// An entry of level n serves every address under it: 2 MiB, 1 GiB, 512 GiB for x86-64.
TEST(WalkCaches, AnEntryServesTheAddressesBelowItAndNoOther) {
  const Format format(config_of(FormatName::x86_64_4));
  for (const auto& [level, shift] : std::map<unsigned, unsigned>{{2, 21}, {3, 30}, {4, 39}}) {
    WalkCaches caches(WalkCachesConfig{}, format);
    caches.fill(va, Asid{0}, level, table, 0);
    const VirtAddr first = va.align_down(shift);
    const std::uint64_t size = std::uint64_t{1} << shift;
    EXPECT_EQ(start_of(caches, first), table.value);
    EXPECT_EQ(start_of(caches, first + (size - 1)), table.value);
    EXPECT_EQ(start_of(caches, first - 1), std::nullopt);
    EXPECT_EQ(start_of(caches, first + size), std::nullopt);
    for (unsigned bit = shift; bit < 64; ++bit) {
      EXPECT_EQ(start_of(caches, VirtAddr{va.value ^ (1ULL << bit)}), std::nullopt) << bit;
    }
  }
}

TEST(WalkCaches, AddressSpacesAreSeparate) {
  const Format format(config_of(FormatName::x86_64_4));
  WalkCaches caches(WalkCachesConfig{}, format);
  caches.fill(va, Asid{1}, 2, PhysAddr{0x1000}, 0);
  caches.fill(va, Asid{2}, 2, PhysAddr{0x2000}, 0);
  EXPECT_EQ(start_of(caches, va, 1), 0x1000U);
  EXPECT_EQ(start_of(caches, va, 2), 0x2000U);
  for (unsigned bit = 2; bit < 16; ++bit) {
    EXPECT_EQ(start_of(caches, va, static_cast<std::uint16_t>(1U << bit)), std::nullopt);
  }
}

TEST(WalkCaches, ARefillReplacesTheTableOfItsOwnEntry) {
  const Format format(config_of(FormatName::x86_64_4));
  WalkCachesConfig config;
  config.level2 = {2, 2};
  WalkCaches caches(config, format);
  caches.fill(va, Asid{0}, 2, PhysAddr{0x1000}, right_r);
  caches.fill(va + (1U << 21U), Asid{0}, 2, PhysAddr{0x2000}, right_r);
  caches.fill(va, Asid{0}, 2, PhysAddr{0x3000}, right_r | right_w);
  EXPECT_EQ(caches.lookup(va, Asid{0})->rights, right_r | right_w);
  EXPECT_EQ(start_of(caches, va), 0x3000U);
  EXPECT_EQ(start_of(caches, va + (1U << 21U)), 0x2000U);
}

TEST(WalkCaches, InvalidationOfAPageTakesTheEntriesOnItsWay) {
  const Format format(config_of(FormatName::x86_64_4));
  WalkCaches caches(WalkCachesConfig{}, format);
  const VirtAddr neighbour = va + (1U << 21U);
  for (const std::uint16_t asid : {std::uint16_t{1}, std::uint16_t{2}}) {
    caches.fill(va, Asid{asid}, 2, table, 0);
    caches.fill(va, Asid{asid}, 3, table, 0);
    caches.fill(neighbour, Asid{asid}, 2, table, 0);
  }
  caches.invalidate({va + 0x1fff, Asid{1}, false});
  EXPECT_EQ(caches.lookup(va, Asid{1}), std::nullopt);
  EXPECT_EQ(caches.lookup(neighbour, Asid{1})->level, 1U);
  EXPECT_EQ(caches.lookup(va, Asid{2})->level, 1U);
  caches.invalidate({va, std::nullopt, false});
  EXPECT_EQ(caches.lookup(va, Asid{2}), std::nullopt);
}

TEST(WalkCaches, InvalidationOfAnAddressSpaceLeavesTheOthers) {
  const Format format(config_of(FormatName::x86_64_4));
  WalkCaches caches(WalkCachesConfig{}, format);
  for (unsigned level = 2; level <= 4; ++level) {
    caches.fill(va, Asid{1}, level, table, 0);
    caches.fill(va, Asid{2}, level, table, 0);
  }
  caches.invalidate({std::nullopt, Asid{1}, false});
  EXPECT_EQ(caches.lookup(va, Asid{1}), std::nullopt);
  EXPECT_EQ(caches.lookup(va, Asid{2})->level, 1U);
}

TEST(WalkCaches, InvalidationOfEverythingLeavesNothing) {
  const Format format(config_of(FormatName::x86_64_4));
  for (const bool globals : {false, true}) {
    WalkCaches caches(WalkCachesConfig{}, format);
    for (unsigned level = 2; level <= 4; ++level) caches.fill(va, Asid{3}, level, table, 0);
    caches.invalidate({std::nullopt, std::nullopt, globals});
    EXPECT_EQ(caches.lookup(va, Asid{3}), std::nullopt);
  }
}

TEST(WalkCaches, AnInvalidatedWayIsFilledFirst) {
  const Format format(config_of(FormatName::x86_64_4));
  WalkCachesConfig config;
  config.level2 = {2, 2};
  WalkCaches caches(config, format);
  const auto page = [](std::uint64_t n) { return VirtAddr{n << 21U}; };
  caches.fill(page(0), Asid{0}, 2, table, 0);
  caches.fill(page(1), Asid{0}, 2, table, 0);
  caches.invalidate({page(1), std::nullopt, false});
  caches.fill(page(2), Asid{0}, 2, table, 0);
  EXPECT_TRUE(start_of(caches, page(0)) && start_of(caches, page(2)));
}

TEST(WalkCaches, ALevelWithoutEntriesDoesNotExist) {
  const Format format(config_of(FormatName::x86_64_4));
  WalkCachesConfig config;
  config.level2.entries = 0;
  WalkCaches caches(config, format);
  caches.fill(va, Asid{0}, 2, table, 0);
  EXPECT_EQ(caches.lookup(va, Asid{0}), std::nullopt);
  caches.fill(va, Asid{0}, 3, table, 0);
  EXPECT_EQ(caches.lookup(va, Asid{0})->level, 2U);
}

TEST(WalkCaches, SwitchedOffTheyKnowNothingAndTakeNoTime) {
  const Format format(config_of(FormatName::x86_64_4));
  WalkCachesConfig config;
  config.latency = 3;
  EXPECT_EQ(WalkCaches(config, format).latency(), 3U);
  config.enabled = false;
  WalkCaches caches(config, format);
  EXPECT_EQ(caches.latency(), 0U);
  caches.fill(va, Asid{0}, 2, table, 0);
  EXPECT_EQ(caches.lookup(va, Asid{0}), std::nullopt);
}

std::vector<std::string> names_of(const WalkCaches& caches) {
  Registry registry;
  caches.describe(registry);
  std::vector<std::string> names;
  for (const Registry::Counter& c : registry.counters()) names.push_back(c.name);
  return names;
}

TEST(WalkCaches, ThereIsOneForEachUpperLevelOfTheFormat) {
  EXPECT_THAT(names_of(WalkCaches({}, Format(config_of(FormatName::sv32)))),
              testing::ElementsAre("level2.lookups", "level2.hits"));
  EXPECT_THAT(names_of(WalkCaches({}, Format(config_of(FormatName::sv39)))), testing::SizeIs(4));
  EXPECT_THAT(names_of(WalkCaches({}, Format(config_of(FormatName::x86_64_5)))),
              testing::SizeIs(8));
  EXPECT_THAT(names_of(WalkCaches({}, Format(config_of(FormatName::none)))), testing::IsEmpty());
}

TEST(WalkCaches, LookupsAreCountedFromTheLowestLevelToTheHit) {
  const Format format(config_of(FormatName::x86_64_4));
  WalkCaches caches(WalkCachesConfig{}, format);
  caches.fill(va, Asid{0}, 3, table, 0);
  for (int i = 0; i < 5; ++i) caches.lookup(va, Asid{0});
  caches.lookup(VirtAddr{0}, Asid{0});
  Registry registry;
  caches.describe(registry);
  std::map<std::string, std::uint64_t> counts;
  for (const Registry::Counter& c : registry.counters()) counts[c.name] = *c.value;
  EXPECT_THAT(counts, testing::UnorderedElementsAre(
                          testing::Pair("level2.lookups", 6), testing::Pair("level2.hits", 0),
                          testing::Pair("level3.lookups", 6), testing::Pair("level3.hits", 5),
                          testing::Pair("level4.lookups", 1), testing::Pair("level4.hits", 0)));
}

/// One set of a walk cache as a list, the entry used last at the end.
class NaiveSet {
 public:
  explicit NaiveSet(std::size_t ways) : ways_(ways) {}
  std::optional<std::uint64_t> find(std::uint64_t tag, std::uint16_t asid) {
    for (auto e = list_.begin(); e != list_.end(); ++e) {
      if (e->tag != tag || e->asid != asid) continue;
      list_.splice(list_.end(), list_, e);
      return list_.back().table;
    }
    return std::nullopt;
  }
  void fill(std::uint64_t tag, std::uint16_t asid, std::uint64_t table_) {
    list_.remove_if([&](const Entry& e) { return e.tag == tag && e.asid == asid; });
    if (list_.size() == ways_) list_.pop_front();
    list_.push_back({tag, asid, table_});
  }
  void forget(std::optional<std::uint64_t> tag, std::optional<std::uint16_t> asid) {
    list_.remove_if(
        [&](const Entry& e) { return (!tag || e.tag == *tag) && (!asid || e.asid == *asid); });
  }

 private:
  struct Entry {
    std::uint64_t tag;
    std::uint16_t asid;
    std::uint64_t table;
  };
  std::size_t ways_;
  std::list<Entry> list_;
};

class WalkCacheShape : public testing::TestWithParam<WalkCacheConfig> {};

TEST_P(WalkCacheShape, HoldsWhatSetsOfTrueLruHold) {
  const Format format(config_of(FormatName::sv32));  // two levels: one walk cache
  WalkCachesConfig config;
  config.level2 = GetParam();
  WalkCaches caches(config, format);
  const std::uint64_t sets = GetParam().entries / GetParam().ways;
  std::vector<NaiveSet> oracle(sets, NaiveSet(GetParam().ways));
  std::mt19937 random(3);
  unsigned hits = 0;
  for (std::uint64_t i = 0; i < 50'000; ++i) {
    const std::uint64_t tag = random() % (2 * GetParam().entries);
    const auto asid = static_cast<std::uint16_t>(random() % 2);
    const VirtAddr at{tag << 22U | random() % (1U << 22U)};
    NaiveSet& set = oracle[tag % sets];
    switch (random() % 20) {
      case 0:
        caches.invalidate({at, Asid{asid}, false});
        set.forget(tag, asid);
        break;
      case 1:
      case 2:
      case 3:
      case 4:
        caches.fill(at, Asid{asid}, 2, PhysAddr{i * 4096}, 0);
        set.fill(tag, asid, i * 4096);
        break;
      default:
        const auto expected = set.find(tag, asid);
        hits += expected.has_value();
        ASSERT_EQ(start_of(caches, at, asid), expected) << "step " << i;
    }
  }
  EXPECT_GT(hits, 2'000U);
}

INSTANTIATE_TEST_SUITE_P(WalkCaches, WalkCacheShape,
                         testing::Values(WalkCacheConfig{1, 1}, WalkCacheConfig{4, 1},
                                         WalkCacheConfig{8, 8}, WalkCacheConfig{32, 4},
                                         WalkCacheConfig{12, 3}, WalkCacheConfig{7, 7}),
                         [](const testing::TestParamInfo<WalkCacheConfig>& shape) {
                           return std::to_string(shape.param.entries) + "entries_" +
                                  std::to_string(shape.param.ways) + "ways";
                         });

/// Walks through page tables in memory with the walk caches, as the hardware walker does.
class WalkWithCaches : public testing::TestWithParam<FormatName> {
 protected:
  std::size_t reads(VirtAddr at, WalkCaches& caches) {
    Walk walk(format, context, at, Op::load);
    if (const auto start = caches.lookup(at, context.asid)) {
      walk.begin_at(start->level, start->table, start->rights);
    }
    std::size_t count = 0;
    while (walk.step() == Walk::Step::read) {
      const unsigned level = walk.level();
      walk.consume(memory.read_word(walk.entry_address(), format.entry_bytes()));
      ++count;
      if (walk.step() == Walk::Step::read) {
        caches.fill(at, context.asid, level, walk.table(), walk.rights_above());
      }
    }
    EXPECT_EQ(walk.step(), Walk::Step::done);
    EXPECT_EQ(translated(walk, at),
              translated(drive(format, memory, context, at, Op::load).walk, at));
    return count;
  }
  /// Every table on the way of every address is the same one; the leaves are by their index.
  void map_everything() {
    for (unsigned level = format.levels(); level > 1; --level) {
      const PhysAddr at{level * 0x1000};
      for (std::uint64_t i = 0; i < format.table_bytes(level); i += format.entry_bytes()) {
        memory.write_word(at + i, format.encode_table(at - 0x1000), format.entry_bytes());
      }
    }
    for (std::uint64_t i = 0; i < format.table_bytes(1); i += format.entry_bytes()) {
      memory.write_word(PhysAddr{0x1000 + i},
                        format.encode_leaf(1, PhysAddr{i << 12U}, right_r | right_u | right_a),
                        format.entry_bytes());
    }
  }

  Format format{config_of(GetParam())};
  PhysicalMemory memory{1ULL << 32U};
  Context context{Asid{0}, PhysAddr{format.levels() * 0x1000ULL}, RightsMode{}};
};

TEST_P(WalkWithCaches, ReadsOneEntryAfterAHitInTheLowestAndAllWithoutAny) {
  map_everything();
  WalkCaches caches(WalkCachesConfig{}, format);
  EXPECT_EQ(reads(VirtAddr{0x5000}, caches), format.levels());
  EXPECT_EQ(reads(VirtAddr{0x6000}, caches), 1U);
  for (unsigned level = 2; level <= format.levels(); ++level) {
    const VirtAddr beside{std::uint64_t{1} << format.shift(level)};
    EXPECT_EQ(reads(beside, caches), level)
        << "the first entry not known is that of level " << level;
  }
  caches.invalidate({std::nullopt, std::nullopt, false});
  EXPECT_EQ(reads(VirtAddr{0x5000}, caches), format.levels());
}

INSTANTIATE_TEST_SUITE_P(WalkCaches, WalkWithCaches,
                         testing::Values(FormatName::x86_64_4, FormatName::x86_64_5,
                                         FormatName::sv39, FormatName::sv48, FormatName::sv57),
                         [](const testing::TestParamInfo<FormatName>& name) {
                           return std::string(
                               enum_names(name.param)[static_cast<unsigned>(name.param)]);
                         });

TEST(WalkCacheConfig, EntriesHaveAnUpperBound) {
  for (const std::uint32_t entries : {1U << 16U, (1U << 16U) + 1, ~0U}) {
    Problems problems;
    problems.section("pwc", WalkCacheConfig{entries, entries});
    EXPECT_EQ(problems.list().empty(), entries == 1U << 16U) << entries;
  }
}

TEST(WalkCacheConfig, WaysDivideEntriesIntoAPowerOfTwoOfSets) {
  const auto wrong = [](std::uint32_t entries, std::uint32_t ways) {
    WalkCachesConfig c;
    c.level3 = {entries, ways};
    Problems problems;
    problems.section("pwc", c);
    std::vector<std::string> keys;
    for (const auto& p : problems.list()) keys.push_back(p.key);
    return keys;
  };
  using testing::ElementsAre;
  EXPECT_THAT(wrong(8, 8), testing::IsEmpty());
  EXPECT_THAT(wrong(12, 3), testing::IsEmpty());
  EXPECT_THAT(wrong(0, 0), testing::IsEmpty()) << "no such cache";
  EXPECT_THAT(wrong(8, 0), ElementsAre("pwc.level3.ways"));
  EXPECT_THAT(wrong(8, 16), ElementsAre("pwc.level3.ways"));
  EXPECT_THAT(wrong(8, 3), ElementsAre("pwc.level3.ways"));
  EXPECT_THAT(wrong(12, 4), ElementsAre("pwc.level3.ways"));
}

}  // namespace
}  // namespace vapa
