// The files in waves/ are those that are written beside a wave.

#include "platform/waves/save_file.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "rtl/builds.hpp"

namespace vapa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::filesystem::path waves = std::filesystem::path(VAPA_SOURCE_DIR) / "waves";

std::string read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(SaveFiles, ThoseOfTheTreeAreUpToDate) {
  EXPECT_EQ(read(waves / "tlb.gtkw"),
            save_file_text(rtl_build_named("full")->config, "tlb.fst", "filters"));
  EXPECT_EQ(read(waves / "platform.gtkw"),
            save_file_text(rtl_build_named("desktop")->config, "platform.fst", "filters"));
  for (const WaveFilter& f : wave_filters()) {
    EXPECT_EQ(read(waves / "filters" / f.name), f.text) << f.name;
  }
}

TEST(SaveFiles, ShowTheMissEntriesThatThereAre) {
  PipelinedTlbConfig config;
  config.miss_entries = 2;
  const std::string text = save_file_text(config, "x.fst", "x.filters");
  EXPECT_THAT(text, HasSubstr("g_walk[1]"));
  EXPECT_THAT(text, Not(HasSubstr("g_walk[2]")));
}

TEST(SaveFiles, OpenAtTheCycleThatFailed) {
  const std::string text = save_file_text({}, "x.fst", "x.filters", 136);
  EXPECT_THAT(text, HasSubstr("[savefile] \"x.gtkw\"\n[timestart] 126000\n"));
  EXPECT_THAT(text, HasSubstr("\n*-11.0 136000 -1"));
}

TEST(SaveFiles, NumberEachFilterOnce) {
  const std::string text = save_file_text({}, "x.fst", "x.filters");
  EXPECT_THAT(text, HasSubstr("^1 x.filters/walk.filter\n"));
  EXPECT_THAT(text, HasSubstr("^2 x.filters/op.filter\n+{req_op}"));
  EXPECT_THAT(text, HasSubstr("^2 x.filters/op.filter\n+{miss_op}"));
}

TEST(Filters, NameEveryValue) {
  const auto text_of = [](const std::string& name) {
    for (const WaveFilter& f : wave_filters()) {
      if (f.name == name) return f.text;
    }
    return std::string();
  };
  EXPECT_THAT(text_of("fault.filter"), HasSubstr("2 not-present\n"));
  EXPECT_THAT(text_of("rights.filter"), HasSubstr("0b rw-u---\n"));
  EXPECT_THAT(text_of("mode.filter"), HasSubstr("08 kernel+SUM\n"));
}

}  // namespace
}  // namespace vapa
