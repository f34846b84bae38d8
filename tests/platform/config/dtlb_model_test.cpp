// What mmu.dtlb.model = pipelined and = rtl accept, and what the others are told.

#include <gmock/gmock.h>

#include "core/error.hpp"
#include "platform/config/reader.hpp"
#include "rtl/builds.hpp"

namespace vapa {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string error_of(std::string_view toml) {
  try {
    ConfigReader reader;
    reader.read_text(toml, "machine.toml");
    reader.finish();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

const std::string twin = "mmu.dtlb.model = \"pipelined\"\n";
const std::string rtl = "mmu.dtlb.model = \"rtl\"\n";

TEST(TheDefaultMachine, HasBoth) {
  EXPECT_EQ(error_of(twin), "no error");
  EXPECT_EQ(error_of(rtl), "no error");
  const SystemConfig config;
  const auto wanted = pipelined_dtlb(config.mmu.dtlb, config.mmu.asid_bits, Format(config.paging));
  EXPECT_EQ(rtl_build_of(wanted), "desktop");
}

TEST(AParameterSetThatWasNotBuilt, IsRefusedWithAllThatWereAndTheNearest) {
  const std::string error = error_of("[mmu.dtlb]\nmodel = \"rtl\"\nentries = 192\n");
  EXPECT_THAT(error, AllOf(HasSubstr("machine.toml:2:1: mmu.dtlb.model: the RTL was not built for "
                                     "mmu.dtlb.entries=192 mmu.dtlb.ways=6 "),
                           HasSubstr("; use --set mmu.dtlb.entries=96, or --set "
                                     "mmu.dtlb.model=pipelined, "),
                           HasSubstr("rtl/CMakeLists.txt"),
                           HasSubstr("\n  two_sizes: mmu.dtlb.entries=64 mmu.dtlb.ways=4 "
                                     "mmu.dtlb.page_sizes=4KiB,1GiB mmu.dtlb.replacement=lru "
                                     "mmu.dtlb.miss_entries=8 mmu.dtlb.waiters=16 mmu.asid_bits=16 "
                                     "paging.format=x86_64_5 paging.pa_bits=52 "
                                     "paging.hardware_ad=true")));
  for (const RtlBuild& build : rtl_builds()) {
    EXPECT_THAT(error, HasSubstr("\n  " + std::string(build.name) + ": mmu.dtlb.entries="));
  }
}

TEST(TheNearestOne, IsOfTheFormatsOfTheMachine) {
  EXPECT_THAT(error_of("paging.format = \"sv57\"\n" + rtl),
              HasSubstr("; use --set paging.format=sv48, or --set"));
  EXPECT_THAT(error_of("paging.format = \"x86_64_5\"\n" + rtl),
              HasSubstr("; use --set paging.format=x86_64_4, or --set"));
}

TEST(AnyParameterOfTheRtl, CountsButTheWidthOfTags) {
  for (const char* change :
       {"mmu.dtlb.ways = 3", "mmu.dtlb.page_sizes = \"4KiB\"", "mmu.dtlb.replacement = \"random\"",
        "mmu.dtlb.miss_entries = 5", "mmu.dtlb.waiters = 9", "mmu.asid_bits = 11",
        "paging.pa_bits = 45", "paging.format = \"sv57\"", "paging.hardware_ad = false"}) {
    EXPECT_THAT(error_of(rtl + change), HasSubstr("mmu.dtlb.")) << change;
  }
  EXPECT_EQ(error_of(rtl + "paging.format = \"sv48\""), "no error") << "as wide as x86_64_4";
  PipelinedTlbConfig tags = rtl_builds().back().config;
  ++tags.tag_bits;
  EXPECT_EQ(rtl_build_of(tags), rtl_builds().back().name);
}

TEST(TheTwin, TakesEveryShape) {
  for (const char* change :
       {"mmu.dtlb.entries = 7\nmmu.dtlb.ways = 7", "mmu.dtlb.entries = 4096\nmmu.dtlb.ways = 1",
        "mmu.dtlb.page_sizes = [\"2MiB\"]", "mmu.asid_bits = 0", "mmu.dtlb.miss_entries = 8",
        "paging.format = \"sv39\"", "paging.format = \"x86_64_5\"", "paging.pa_bits = 52"}) {
    EXPECT_EQ(error_of(twin + change), "no error") << change;
  }
}

TEST(AFormatThatItDoesNotKnow, IsRefused) {
  for (const std::string& model : {twin, rtl}) {
    EXPECT_THAT(error_of(model + "paging.format = \"sv32\"\npaging.pa_bits = 34\n"),
                HasSubstr("machine.toml:2:8: paging.format: the pipelined data TLB knows "
                          "x86_64_4, x86_64_5, sv39, sv48 and sv57, not sv32"));
  }
  EXPECT_THAT(error_of(twin + "paging.format = \"generic\"\nmemory.size = \"4GiB\""),
              HasSubstr("not generic; use --set paging.format=x86_64_4, or --set "
                        "mmu.dtlb.model=array"));
}

TEST(APolicyThatItDoesNotKnow, IsRefused) {
  EXPECT_THAT(
      error_of(twin + "mmu.dtlb.replacement = \"fifo\""),
      HasSubstr("mmu.dtlb.replacement: of a pipelined data TLB must be plru, lru or random; "
                "or use --set mmu.dtlb.model=array"));
  EXPECT_THAT(error_of(twin + "mmu.dtlb.replacement = \"random\""),
              HasSubstr("random needs a power of two of ways, not 6"));
}

TEST(APageSizeThatItCannotHold, IsRefused) {
  EXPECT_THAT(error_of(twin + "mmu.dtlb.page_sizes = [\"4KiB\", \"64KiB\"]"),
              AllOf(HasSubstr("mmu.dtlb.page_sizes: the pipelined data TLB holds pages of 4KiB, "
                              "2MiB and 1GiB, not 64KiB"),
                    Not(HasSubstr("not 4KiB"))));
}

TEST(AnAddressWidthThatItCannotHave, IsRefusedByItsKey) {
  EXPECT_THAT(error_of(twin + "paging.pa_bits = 31\nmemory.size = \"1GiB\""),
              HasSubstr("paging.pa_bits: of a pipelined data TLB must be from 32 to 56, is 31"));
}

TEST(ItsMissEntriesAndWaiters, AreLimitedUnderEveryModel) {
  EXPECT_THAT(error_of("mmu.dtlb.miss_entries = 9"),
              HasSubstr("mmu.dtlb.miss_entries: must be from 1 to 8, is 9"));
  EXPECT_THAT(error_of(twin + "mmu.dtlb.waiters = 3"),
              HasSubstr("mmu.dtlb.waiters: must be from 4 to 32, is 3"));
}

TEST(AMachineWithoutADataTlb, AsksNothingOfIt) {
  const std::string odd = rtl + "mmu.dtlb.ways = 3\n";
  EXPECT_EQ(error_of(odd + "mmu.dtlb.enabled = false"), "no error");
  EXPECT_EQ(error_of(odd + "paging.format = \"none\""), "no error");
}

}  // namespace
}  // namespace vapa
