#include "platform/config/reader.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "core/error.hpp"
#include "support/scratch_folder.hpp"

namespace vapa {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

SystemConfig read(std::string_view toml, const std::vector<std::string>& sets = {}) {
  ConfigReader reader;
  reader.read_text(toml, "machine.toml");
  for (const auto& set : sets) reader.set(set);
  return reader.finish();
}

std::string error_of(std::string_view toml, const std::vector<std::string>& sets = {}) {
  try {
    read(toml, sets);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Configuration, IsTheDefaultMachineWhenNothingIsSaid) {
  const SystemConfig config = read("");
  EXPECT_EQ(config.mmu.dtlb.entries, SystemConfig{}.mmu.dtlb.entries);
}

TEST(Configuration, TakesTablesAndDottedKeysAlike) {
  for (const char* toml :
       {"mmu.dtlb.entries = 32\nmmu.dtlb.ways = 4", "[mmu.dtlb]\nentries = 32\nways = 4",
        "[mmu]\ndtlb.entries = 32\ndtlb.ways = 4", "mmu = { dtlb = { entries = 32, ways = 4 } }"}) {
    const SystemConfig config = read(toml);
    EXPECT_EQ(config.mmu.dtlb.entries, 32U) << toml;
    EXPECT_EQ(config.mmu.dtlb.ways, 4U) << toml;
  }
}

TEST(Configuration, LetsTheCommandLineWinOverTheFileAndTheLastWordOverTheFirst) {
  const SystemConfig config = read("cpu.frequency = 2.0", {"cpu.frequency=3", "cpu.frequency=3.5"});
  EXPECT_EQ(config.cpu.frequency, 3.5);
}

TEST(Configuration, AcceptsASectionWithoutKeys) {
  EXPECT_EQ(read("[mmu.dtlb]\n[cpu]\n").cpu.frequency, SystemConfig{}.cpu.frequency);
}

TEST(AnUnknownKey, IsNamedWithItsPlaceAndTheNearestOne) {
  EXPECT_EQ(error_of("[mmu]\n  dtlb.entires = 5"),
            "machine.toml:2:8: mmu.dtlb.entires: no such key; did you mean mmu.dtlb.entries or "
            "mmu.itlb.entries?");
  EXPECT_EQ(error_of("", {"dtlb.ways=2"}),
            "--set dtlb.ways=2: dtlb.ways: no such key; did you mean mmu.dtlb.ways?");
}

TEST(AnUnknownSection, IsReportedEvenWhenEmpty) {
  EXPECT_THAT(error_of("[colours]"), HasSubstr("machine.toml:1:2: colours: no such key"));
}

TEST(ASectionGivenAValue, IsToldFromAKey) {
  EXPECT_THAT(error_of("mmu = 3"), HasSubstr("mmu: is a section, not a key; `vapa config mmu`"));
  EXPECT_THAT(error_of("[[mmu]]\nasid_bits = 1"), HasSubstr("mmu: is a section"));
}

TEST(EveryProblem, IsReportedInOneGo) {
  const std::string error = error_of(
      "cpu.speed = 1\nmmu.dtlb.entries = \"many\"\nmmu.dtlb.ways = 2007-01-01\n", {"x=1", "y"});
  EXPECT_THAT(error, AllOf(HasSubstr("machine.toml:1:5: cpu.speed: no such key"),
                           HasSubstr("machine.toml:2:10: mmu.dtlb.entries: must be a whole number"),
                           HasSubstr("machine.toml:3:10: mmu.dtlb.ways: must be"),
                           HasSubstr("--set x=1: x: no such key"),
                           HasSubstr("--set y: must have the form key=value")));
}

TEST(TextThatIsNoToml, IsLocated) {
  EXPECT_THAT(error_of("[mmu\nx=1"), HasSubstr("machine.toml:1:5: is no TOML: "));
  EXPECT_THAT(error_of("seed = 1\nseed = 2\n"), HasSubstr("machine.toml:2:"));
  EXPECT_THAT(error_of("seed = 99999999999999999999"), HasSubstr("machine.toml:1:"));
  EXPECT_THAT(error_of("seed = \"\xff\""), HasSubstr("machine.toml:1:"));
}

TEST(AnImpossibleValue, IsLocatedWhereItWasSet) {
  EXPECT_THAT(error_of("[mmu.dtlb]\nentries = 64\nways = 5"),
              HasSubstr("machine.toml:3:1: mmu.dtlb.ways: must divide entries (64)"));
  EXPECT_THAT(error_of("mmu.dtlb.ways = 4", {"mmu.dtlb.ways=5"}),
              HasSubstr("--set mmu.dtlb.ways=5: mmu.dtlb.ways: must divide"));
}

TEST(APageSizeThatTheFormatLacks, IsRefusedWithThoseItHas) {
  EXPECT_THAT(
      error_of("kernel.page_size = \"64KiB\""),
      HasSubstr("machine.toml:1:8: kernel.page_size: paging.format = x86_64_4 has no page of "
                "64KiB; it has 4KiB, 2MiB, 1GiB"));
  EXPECT_THAT(
      error_of("kernel.page_size = \"2MiB\"\npaging.format = \"sv32\"", {"paging.pa_bits=34"}),
      HasSubstr("paging.format = sv32 has no page of 2MiB; it has 4KiB, 4MiB"));
  EXPECT_EQ(error_of("kernel.page_size = \"1GiB\""), "no error");
  EXPECT_EQ(error_of("kernel.page_size = \"64KiB\"\npaging.format = \"none\""), "no error");
}

TEST(AConflictWithADefault, NamesTheKeyThatWasSetAndTheDefault) {
  EXPECT_THAT(
      error_of("seed = 7\nmmu.dtlb.entries = 64\n", {"cpu.frequency=2"}),
      HasSubstr(
          "machine.toml:2:10: mmu.dtlb.entries: conflicts with the default mmu.dtlb.ways = 6: "
          "must divide entries (64)"));
}

TEST(AConfigurationFile, MustExistBeAFileAndHaveAnEnd) {
  for (const char* path : {"/no/such/machine.toml", "/", "/dev/zero"}) {
    try {
      read_config(path, {});
      FAIL() << path;
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr(std::string(path) + ": ")) << path;
    }
  }
}

TEST(AConfigurationFile, IsReadBeforeTheSets) {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "machine.toml").string();
  std::ofstream(path) << "cpu.frequency = 2.0\nseed = 9\n";
  const SystemConfig config = read_config(path, {"cpu.frequency=1"});
  EXPECT_EQ(config.cpu.frequency, 1.0);
  EXPECT_EQ(config.seed, 9U);
}

}  // namespace
}  // namespace vapa
