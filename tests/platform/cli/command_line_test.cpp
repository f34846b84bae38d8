#include <gmock/gmock.h>

#include "platform/cli/program.hpp"
#include "platform/config/reader.hpp"
#include "platform/config/writer.hpp"

namespace vapa {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

TEST(TheCommandLine, PrintsNothingButItsOwnOutput) {
  const Scratch scratch;
  const Ending help = run_vapa(scratch, {"--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_EQ(help.err, "");
  EXPECT_THAT(help.out, ::testing::StartsWith("A model of the memory-management unit"));
}

TEST(TheCommandLine, NamesItsVersionAndBuild) {
  const Ending version = run_vapa(Scratch{}, {"--version"});
  EXPECT_EQ(version.status, 0);
  EXPECT_THAT(version.out, MatchesRegex("vapa [0-9.]+ \\(build [0-9a-f]{40}\\)\n"));
}

class EveryCommand : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryCommand, HasHelpWithAnExample) {
  const Ending help = run_vapa(Scratch{}, {GetParam(), "--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_THAT(help.out, HasSubstr(fmt::format("vapa {}", GetParam())));
  EXPECT_THAT(help.out, HasSubstr("Example"));
}

INSTANTIATE_TEST_SUITE_P(Table, EveryCommand,
                         ::testing::Values("run", "sweep", "report", "diff", "explain", "capture",
                                           "convert", "config", "scenario"),
                         [](const auto& row) { return std::string(row.param); });

TEST(ConfigCommand, PrintsAConfigurationThatReadsBackAsItself) {
  const Scratch scratch;
  const Ending first = run_vapa(scratch, {"config", "--toml", "--set", "mmu.l2tlb.entries=1024"});
  ASSERT_EQ(first.status, 0);
  ConfigReader reader;
  reader.read_text(first.out, "first");
  const SystemConfig config = reader.finish();
  EXPECT_EQ(config.mmu.l2tlb.entries, 1024U);
  EXPECT_EQ(write_toml(config), first.out);
}

TEST(ConfigCommand, ListsEveryKeyAndExplainsOne) {
  const Scratch scratch;
  SystemConfig config;
  Schema schema;
  config.describe(schema);
  const std::string list = fmt::format("\n{}", run_vapa(scratch, {"config"}).out);
  for (const Field& field : schema.fields()) {
    EXPECT_THAT(list, HasSubstr(fmt::format("\n  {} = ", field.key))) << field.key;
  }
  EXPECT_THAT(run_vapa(scratch, {"config", "mmu.dtlb.entries"}).out,
              AllOf(HasSubstr("default  96"), HasSubstr("limits   must be from 1 to 1048576"),
                    HasSubstr("effect   live")));
}

TEST(StandardOutput, ThatIsFullIsAFailure) {
  const Scratch scratch;
  scratch.write("full.sh", VAPA_EXECUTABLE " config > /dev/full 2> error; echo $? > status\n");
  ASSERT_EQ(std::system(fmt::format("cd {} && sh full.sh", scratch.path("")).c_str()), 0);
  EXPECT_EQ(scratch.read("status"), "1\n");
  EXPECT_EQ(scratch.read("error"), "vapa: cannot write to standard output\n");
}

}  // namespace
}  // namespace vapa
