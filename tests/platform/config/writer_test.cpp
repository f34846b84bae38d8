#include "platform/config/writer.hpp"

#include <gmock/gmock.h>

#include "platform/config/reader.hpp"

namespace vapa {
namespace {

using ::testing::HasSubstr;

SystemConfig read(std::string_view toml) {
  ConfigReader reader;
  reader.read_text(toml, "written.toml");
  return reader.finish();
}

TEST(AWrittenConfiguration, ReadsBackAsTheSame) {
  SystemConfig config;
  config.seed = 12345;
  config.cpu.frequency = 1.0 / 3;
  config.cpu.fetch_cost = FetchCost::full;
  config.mmu.dtlb.page_sizes = {Bytes{4096}};
  config.paging.generic_index_bits = {8, 9, 9};
  config.cache.l1d.enabled = false;
  const SystemConfig again = read(write_toml(config));
  EXPECT_EQ(flat_config(again), flat_config(config));
  EXPECT_EQ(write_toml(again), write_toml(config));
}

TEST(AWrittenConfiguration, HoldsEveryKeyWithItsMeaningAndUnit) {
  SystemConfig config;
  Schema schema;
  config.describe(schema);
  const std::string text = write_toml(config);
  for (const Field& field : schema.fields()) {
    EXPECT_THAT(text, HasSubstr("# " + field.meaning)) << field.key;
  }
  EXPECT_THAT(text, HasSubstr("[mmu.dtlb]\n"));
  EXPECT_THAT(text, HasSubstr(" [GHz]\nfrequency = 4.3\n"));
}

TEST(TheHashOfAConfiguration, DependsOnEveryKeyAndOnNothingElse) {
  EXPECT_EQ(config_hash(SystemConfig{}), config_hash(read(write_toml(SystemConfig{}))));
  SystemConfig config;
  Schema schema;
  config.describe(schema);
  const std::string before = config_hash(config);
  for (const Field& field : schema.fields()) {
    if (auto* const* n = std::get_if<std::uint32_t*>(&field.ref)) {
      ++**n;
      EXPECT_NE(config_hash(config), before) << field.key;
      --**n;
    }
  }
  EXPECT_EQ(config_hash(config), before);
}

}  // namespace
}  // namespace vapa
