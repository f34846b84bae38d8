#include "platform/config/value.hpp"

#include <gmock/gmock.h>

#include "core/replacement/policy.hpp"

namespace vapa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Optional;

/// What `--set key=TEXT` says about a field.
template <class T>
std::optional<std::string> put(T& field, std::string_view text) {
  return assign(FieldRef{&field}, parse_value(text));
}

TEST(Sizes, AreReadInBytesAndInPowersOf1024) {
  EXPECT_EQ(parse_bytes("4096"), 4096U);
  EXPECT_EQ(parse_bytes("4KiB"), 4096U);
  EXPECT_EQ(parse_bytes("4 KiB"), 4096U);
  EXPECT_EQ(parse_bytes("2MiB"), 2U << 20U);
  EXPECT_EQ(parse_bytes("1GiB"), 1U << 30U);
  EXPECT_EQ(parse_bytes("3TiB"), std::uint64_t{3} << 40U);
  EXPECT_EQ(parse_bytes("12B"), 12U);
}

TEST(Sizes, AreRefusedWhenAmbiguousNegativeOrTooLarge) {
  for (const char* text : {"4K", "4KB", "KiB", "", "-1", "-4KiB", "1.5GiB", "9000000000GiB",
                           "8388608TiB", "4KiB4", "0x1000"}) {
    EXPECT_EQ(parse_bytes(text), std::nullopt) << text;
  }
}

TEST(Sizes, AreWrittenInTheLargestUnitThatDividesThem) {
  EXPECT_EQ(format_bytes(0), "0");
  EXPECT_EQ(format_bytes(100), "100");
  EXPECT_EQ(format_bytes(4096), "4KiB");
  EXPECT_EQ(format_bytes(std::uint64_t{16} << 30U), "16GiB");
  EXPECT_EQ(format_bytes(1025U << 10U), "1025KiB");
}

TEST(AWholeNumber, RefusesFractionsSignsOverflowAndWords) {
  std::uint32_t entries = 64;
  for (const char* text : {"-1", "4294967296", "1.0", "many", "true", "1,2", "1e3"}) {
    EXPECT_THAT(put(entries, text), Optional(HasSubstr("whole number from 0 to 4294967295")))
        << text;
  }
  EXPECT_EQ(entries, 64U);
  EXPECT_EQ(put(entries, "4294967295"), std::nullopt);
  EXPECT_EQ(entries, 4294967295U);
}

TEST(ANumber, MayBeWholeButMustBeFinite) {
  double frequency = 1;
  EXPECT_EQ(put(frequency, "4"), std::nullopt);
  EXPECT_EQ(frequency, 4.0);
  EXPECT_EQ(put(frequency, "0.1"), std::nullopt);
  for (const char* text : {"inf", "nan", "fast", "1e999"}) {
    EXPECT_THAT(put(frequency, text), Optional(HasSubstr("finite number"))) << text;
  }
  EXPECT_EQ(frequency, 0.1);
}

TEST(ASwitch, IsTrueOrFalse) {
  bool enabled = true;
  EXPECT_EQ(put(enabled, "false"), std::nullopt);
  EXPECT_FALSE(enabled);
  EXPECT_THAT(put(enabled, "1"), Optional(HasSubstr("true or false, is 1")));
}

TEST(AListOfSizes, IsReadWithAndWithoutBracketsAndFromASingleSize) {
  std::vector<Bytes> sizes;
  EXPECT_EQ(put(sizes, "[4KiB, 2MiB]"), std::nullopt);
  EXPECT_THAT(sizes, ElementsAre(Bytes{4096}, Bytes{2U << 20U}));
  EXPECT_EQ(put(sizes, "4096,\"1GiB\""), std::nullopt);
  EXPECT_THAT(sizes, ElementsAre(Bytes{4096}, Bytes{1U << 30U}));
  EXPECT_EQ(put(sizes, "2MiB"), std::nullopt);
  EXPECT_THAT(sizes, ElementsAre(Bytes{2U << 20U}));
  EXPECT_THAT(put(sizes, "4KiB,big"), Optional(HasSubstr("list of sizes")));
  EXPECT_THAT(put(sizes, "[[4KiB]]"), Optional(HasSubstr("list of sizes")));
}

TEST(AName, ListsItsAlternativesWhenItIsNone) {
  auto policy = std::uint8_t{0};
  const FieldRef field = EnumRef{&policy, enum_names(Replacement{})};
  EXPECT_EQ(assign(field, parse_value("fifo")), std::nullopt);
  EXPECT_EQ(policy, 2);
  EXPECT_THAT(assign(field, parse_value("flfo")),
              Optional(AllOf(HasSubstr("one of lru, plru, fifo, random, srrip"),
                             HasSubstr("did you mean fifo?"))));
  EXPECT_THAT(assign(field, parse_value("1")), Optional(HasSubstr("one of lru")));
}

TEST(ADouble, IsWrittenAsTheShortestTextThatReadsBack) {
  double d = 0.1;
  EXPECT_EQ(toml_text(&d), "0.1");
  d = 4;
  EXPECT_EQ(toml_text(&d), "4.0");
  d = 1.0 / 3;
  EXPECT_EQ(std::stod(toml_text(&d)), d);
  d = 1e300;
  EXPECT_EQ(toml_text(&d), "1e+300");
}

}  // namespace
}  // namespace vapa
