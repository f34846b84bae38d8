// What all formats have in common: geometry, canonical addresses, entries read as written.

#include "core/paging/format.hpp"

#include "support/formats.hpp"

namespace vapa {
namespace {

struct Expected {
  FormatName name;
  unsigned levels, va_bits, pa_bits, entry_bytes, root_shift;
};

class Geometry : public testing::TestWithParam<Expected> {};

TEST_P(Geometry, IsThatOfTheManual) {
  const Expected& e = GetParam();
  PagingConfig config = config_of(e.name);
  config.pa_bits = 52;
  const Format f(config);
  EXPECT_EQ(f.levels(), e.levels);
  EXPECT_EQ(f.va_bits(), e.va_bits);
  EXPECT_EQ(f.pa_bits(), e.pa_bits);
  EXPECT_EQ(f.entry_bytes(), e.entry_bytes);
  EXPECT_EQ(f.page_shift(), 12U);
  EXPECT_EQ(f.shift(e.levels), e.root_shift);
  EXPECT_EQ(f.table_bytes(1), 4096U);
}

INSTANTIATE_TEST_SUITE_P(Formats, Geometry,
                         testing::Values(Expected{FormatName::x86_64_4, 4, 48, 52, 8, 39},
                                         Expected{FormatName::x86_64_5, 5, 57, 52, 8, 48},
                                         Expected{FormatName::sv32, 2, 32, 34, 4, 22},
                                         Expected{FormatName::sv39, 3, 39, 52, 8, 30},
                                         Expected{FormatName::sv48, 4, 48, 52, 8, 39},
                                         Expected{FormatName::sv57, 5, 57, 52, 8, 48},
                                         Expected{FormatName::generic, 2, 32, 32, 4, 22}),
                         [](const auto& row) { return name_of(row.param.name); });

TEST(Format, NoneHasNoLevels) {
  const Format f(config_of(FormatName::none));
  EXPECT_EQ(f.levels(), 0U);
  EXPECT_EQ(f.page_shift(), 12U);
  EXPECT_TRUE(f.canonical(VirtAddr{~std::uint64_t{0}}));
}

class EveryFormat : public testing::TestWithParam<FormatName> {
 protected:
  const Format f{config_of(GetParam())};
  const bool x86_like = !f.riscv();

  /// What the hardware can express of a wish.
  std::uint8_t expressible(unsigned rights) const {
    if (x86_like || (rights & right_w) != 0) rights |= right_r;
    return static_cast<std::uint8_t>(rights);
  }
};

TEST_P(EveryFormat, ALeafIsReadAsItWasWrittenWithAnyRightsAtAnyLevel) {
  for (unsigned level = 1; level <= f.levels(); ++level) {
    if (!f.leaf_allowed(level)) continue;
    for (unsigned rights = 0; rights < 128; ++rights) {
      if ((rights & (right_r | right_w | right_x)) == 0) continue;
      const std::uint64_t highest = ((std::uint64_t{1} << f.pa_bits()) - 1) >> f.shift(level);
      for (const std::uint64_t frame : {std::uint64_t{0}, highest / 3, highest}) {
        const PhysAddr pa{frame << f.shift(level)};
        const Entry e =
            f.decode(level, f.encode_leaf(level, pa, static_cast<std::uint8_t>(rights)));
        ASSERT_EQ(e.kind, EntryKind::leaf) << level << ' ' << rights;
        ASSERT_EQ(e.pa, pa) << level;
        ASSERT_EQ(unsigned{e.rights}, unsigned{expressible(rights)}) << level;
      }
    }
  }
}

TEST_P(EveryFormat, ATableEntryIsReadAsItWasWritten) {
  for (unsigned level = 2; level <= f.levels(); ++level) {
    const PhysAddr highest{(std::uint64_t{1} << f.pa_bits()) - 4096};
    for (const PhysAddr next : {PhysAddr{0}, PhysAddr{4096}, highest}) {
      const Entry e = f.decode(level, f.encode_table(next));
      ASSERT_EQ(e.kind, EntryKind::table);
      ASSERT_EQ(e.pa, next);
    }
  }
}

TEST_P(EveryFormat, ZeroIsNotPresentAtAnyLevel) {
  for (unsigned level = 1; level <= f.levels(); ++level) {
    EXPECT_EQ(f.decode(level, 0).kind, EntryKind::not_present);
    const std::uint64_t all_but_present = (~std::uint64_t{0} >> (64 - 8 * f.entry_bytes())) - 1;
    EXPECT_EQ(f.decode(level, all_but_present).kind, EntryKind::not_present)
        << "the rest of an entry that is not present belongs to software";
  }
}

TEST_P(EveryFormat, AnEntryFitsItsBytes) {
  if (f.entry_bytes() == 8) return;
  const std::uint64_t limit = std::uint64_t{1} << (8 * f.entry_bytes());
  const PhysAddr highest{(std::uint64_t{1} << f.pa_bits()) - 4096};
  EXPECT_LT(f.encode_leaf(1, highest, 127), limit);
  EXPECT_LT(f.encode_table(highest), limit);
}

TEST_P(EveryFormat, ATableEntryAllowsAllThatTheLeafAllows) {
  const std::uint8_t table = f.decode(2, f.encode_table(PhysAddr{4096})).rights;
  constexpr std::uint8_t root = right_r | right_w | right_x | right_u;
  const std::uint8_t above = f.combine(root, table);
  for (unsigned rights = 0; rights < 128; ++rights) {
    const auto leaf = static_cast<std::uint8_t>(rights);
    EXPECT_EQ(f.combine(above, leaf), leaf) << rights;
  }
}

TEST_P(EveryFormat, TheAccessedAndDirtyMasksAreTheBitsThatDecodingShows) {
  const std::uint64_t raw = f.encode_leaf(1, PhysAddr{4096}, right_r | right_u);
  const std::uint64_t accessed = f.accessed_mask(EntryKind::leaf);
  EXPECT_EQ(f.decode(1, raw | accessed).rights, right_r | right_u | right_a);
  EXPECT_EQ(f.decode(1, raw | f.dirty_mask()).rights, right_r | right_u | right_d);
}

TEST_P(EveryFormat, TheIndicesAndTheOffsetAreTheWholeAddress) {
  const VirtAddr va{0x0000'7123'4567'89ab & ((std::uint64_t{1} << (f.va_bits() - 1)) - 1)};
  std::uint64_t sum = va.offset(f.page_shift());
  for (unsigned level = 1; level <= f.levels(); ++level) {
    sum += f.index(va, level) << f.shift(level);
    EXPECT_EQ(f.entry_address(PhysAddr{0x10000}, va, level),
              PhysAddr{0x10000 + f.index(va, level) * f.entry_bytes()});
  }
  EXPECT_EQ(sum, va.value);
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryFormat, testing::ValuesIn(every_format), name_of_parameter);

class SignExtended : public testing::TestWithParam<FormatName> {};

TEST_P(SignExtended, TheBitsAboveTheAddressRepeatItsTopBit) {
  const Format f(config_of(GetParam()));
  const std::uint64_t half = std::uint64_t{1} << (f.va_bits() - 1);
  EXPECT_TRUE(f.canonical(VirtAddr{0}));
  EXPECT_TRUE(f.canonical(VirtAddr{half - 1}));
  EXPECT_FALSE(f.canonical(VirtAddr{half}));
  EXPECT_FALSE(f.canonical(VirtAddr{~half}));
  EXPECT_FALSE(f.canonical(VirtAddr{std::uint64_t{0} - half - 1}));
  EXPECT_TRUE(f.canonical(VirtAddr{std::uint64_t{0} - half}));
  EXPECT_TRUE(f.canonical(VirtAddr{~std::uint64_t{0}}));
  EXPECT_FALSE(f.canonical(VirtAddr{std::uint64_t{1} << 63U}));
}

INSTANTIATE_TEST_SUITE_P(Formats, SignExtended,
                         testing::Values(FormatName::x86_64_4, FormatName::x86_64_5,
                                         FormatName::sv39, FormatName::sv48, FormatName::sv57),
                         name_of_parameter);

class ZeroExtended : public testing::TestWithParam<FormatName> {};

TEST_P(ZeroExtended, TheBitsAboveTheAddressAreZero) {
  const Format f(config_of(GetParam()));
  EXPECT_TRUE(f.canonical(VirtAddr{0xffff'ffff}));
  EXPECT_TRUE(f.canonical(VirtAddr{0x8000'0000}));
  EXPECT_FALSE(f.canonical(VirtAddr{0x1'0000'0000}));
  EXPECT_FALSE(f.canonical(VirtAddr{~std::uint64_t{0}}));
}

INSTANTIATE_TEST_SUITE_P(Formats, ZeroExtended,
                         testing::Values(FormatName::sv32, FormatName::generic), name_of_parameter);

// CS:APP 9.6.1 and the arithmetic of every textbook.
TEST(Format, TwoLevelsOfTenBitsMapFourMebibytesPerRootEntry) {
  const Format f(config_of(FormatName::generic));
  EXPECT_EQ(f.levels(), 2U);
  EXPECT_EQ(std::uint64_t{1} << f.shift(2), 4U << 20U);
  EXPECT_EQ(f.encode_leaf(1, PhysAddr{0x12345000}, right_r | right_w | right_u) & ~0xfffU,
            0x12345000U)
      << "with its flags masked out the entry is the physical address";
}

TEST(Format, GenericEntriesWithSmallPagesHaveNeitherLargePagesNorGlobals) {
  PagingConfig c = config_of(FormatName::generic);
  c.generic_index_bits = {4, 4};
  c.generic_page_bits = 7;
  const Format f(c);
  EXPECT_FALSE(f.leaf_allowed(2));
  EXPECT_EQ(f.decode(1, f.encode_leaf(1, PhysAddr{0x80}, right_r | right_g)).rights, right_r);
}

TEST(Format, GenericFrameNumbersOfTinyPagesStandAboveTheFlags) {
  PagingConfig c = config_of(FormatName::generic);
  c.generic_index_bits = {6};
  c.generic_page_bits = 4;
  c.generic_entry_bytes = 2;
  const Format f(c);
  EXPECT_EQ(f.pa_bits(), 14U) << "ten frame-number bits above six flags, and four of offset";
  const Entry e = f.decode(1, f.encode_leaf(1, PhysAddr{0x3ff0}, right_r));
  EXPECT_EQ(e.kind, EntryKind::leaf);
  EXPECT_EQ(e.pa, PhysAddr{0x3ff0});
}

}  // namespace
}  // namespace vapa
