// Impossible page-table configurations are named with their mend.

#include <gmock/gmock.h>

#include "core/error.hpp"
#include "support/formats.hpp"

namespace vapa {
namespace {

using testing::HasSubstr;

struct Wrong {
  const char* name;
  PagingConfig config;
  const char* key;
  const char* mend;
};

PagingConfig generic(std::vector<std::uint32_t> index_bits, std::uint32_t page_bits = 12,
                     std::uint32_t entry_bytes = 4) {
  PagingConfig c = config_of(FormatName::generic);
  c.generic_index_bits = std::move(index_bits);
  c.generic_page_bits = page_bits;
  c.generic_entry_bytes = entry_bytes;
  return c;
}

PagingConfig with_pa_bits(FormatName name, std::uint32_t bits) {
  PagingConfig c = config_of(name);
  c.pa_bits = bits;
  return c;
}

class Impossible : public testing::TestWithParam<Wrong> {};

TEST_P(Impossible, IsNamedWithItsMend) {
  Problems problems;
  GetParam().config.validate(problems);
  ASSERT_EQ(problems.list().size(), 1U);
  EXPECT_EQ(problems.list()[0].key, GetParam().key);
  EXPECT_THAT(problems.list()[0].message, HasSubstr(GetParam().mend));
  EXPECT_THROW(Format{GetParam().config}, InputError);
}

INSTANTIATE_TEST_SUITE_P(
    Configurations, Impossible,
    testing::Values(
        Wrong{"X86Of53Bits", with_pa_bits(FormatName::x86_64_4, 53), "pa_bits", "13 to 52"},
        Wrong{"X86OfOnePage", with_pa_bits(FormatName::x86_64_5, 12), "pa_bits", "13 to 52"},
        Wrong{"RiscvOf57Bits", with_pa_bits(FormatName::sv39, 57), "pa_bits", "13 to 56"},
        Wrong{"NoBits", with_pa_bits(FormatName::sv32, 0), "pa_bits", "13 to 56"},
        Wrong{"NoLevel", generic({}), "generic_index_bits", "1 to 5"},
        Wrong{"SixLevels", generic({1, 1, 1, 1, 1, 1}), "generic_index_bits", "1 to 5"},
        Wrong{"ALevelOfNoBits", generic({10, 0}), "generic_index_bits", "1 to 20"},
        Wrong{"ALevelOf21Bits", generic({21}), "generic_index_bits", "1 to 20"},
        Wrong{"Addresses65BitsWide", generic({20, 20, 13}), "generic_index_bits", "at most 64"},
        Wrong{"PagesOfEightBytes", generic({10}, 3), "generic_page_bits", "4 (16 bytes)"},
        Wrong{"PagesOfTwoGibibytes", generic({10}, 31), "generic_page_bits", "30 (1 GiB)"},
        Wrong{"EntriesOfThreeBytes", generic({10}, 12, 3), "generic_entry_bytes", "2, 4 or 8"},
        Wrong{"NoRoomForAFrame", generic({10}, 20, 2), "generic_entry_bytes", "wider entries"}),
    [](const auto& row) { return row.param.name; });

TEST(PagingConfig, TheDefaultIsPossibleWithEveryFormat) {
  for (const FormatName name : every_format) {
    Problems problems;
    config_of(name).validate(problems);
    EXPECT_TRUE(problems.list().empty()) << name_of(name);
  }
}

TEST(PagingConfig, KeysOfTheGenericFormatConcernNoOther) {
  PagingConfig c = generic({}, 0, 0);
  for (const FormatName name : {FormatName::none, FormatName::x86_64_4, FormatName::sv39}) {
    c.format = name;
    Problems problems;
    c.validate(problems);
    EXPECT_TRUE(problems.list().empty()) << name_of(name);
  }
}

TEST(PagingConfig, EntriesReachWhatTheyHoldOfTheMachinesWidth) {
  EXPECT_EQ(with_pa_bits(FormatName::sv32, 46).reachable_pa_bits(), 34U);
  EXPECT_EQ(with_pa_bits(FormatName::sv32, 32).reachable_pa_bits(), 32U);
  EXPECT_EQ(with_pa_bits(FormatName::sv39, 56).reachable_pa_bits(), 56U);
  EXPECT_EQ(generic({8}, 6, 2).reachable_pa_bits(), 16U);
}

TEST(PagingConfig, HugeNumbersDoNotOverflow) {
  Problems problems;
  generic({~0U, ~0U, ~0U}, ~0U, ~0U).validate(problems);
  EXPECT_EQ(problems.list().size(), 4U);
}

}  // namespace
}  // namespace vapa
