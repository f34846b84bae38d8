#include "platform/results/result_json.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "core/error.hpp"
#include "core/files/text_file.hpp"
#include "sample.hpp"
#include "support/scratch_folder.hpp"

namespace vapa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

StoredResult read_back(std::string_view text) {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "result.json").string();
  write_atomically(path, text);
  return read_result(path);
}

std::string sample_text() { return result_json(sample_manifest(), {}, sample_result()); }

std::string error_of(std::string_view text) {
  try {
    read_back(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(AResult, ReadsBackAsItWasWritten) {
  const StoredResult back = read_back(sample_text());
  EXPECT_EQ(back.stats.at("cpu.cycles"), 2000000);
  EXPECT_EQ(back.stats.at("mmu.dtlb.miss_ratio"), 7.0 / 300);
  EXPECT_EQ(back.units.at("cpu.cycles"), "cycles");
  EXPECT_EQ(back.config.at("mmu.dtlb.entries"), "96");
  EXPECT_EQ(back.config.at("mmu.dtlb.page_sizes"), "[4096, 2097152, 1073741824]");
  EXPECT_EQ(back.config.at("mmu.dtlb.replacement"), "lru");
  EXPECT_EQ(back.manifest.at("config"), "4567");
  EXPECT_EQ(back.manifest.at("complete"), "true");
}

TEST(AResult, IsTheSameBytesForTheSameRun) { EXPECT_EQ(sample_text(), sample_text()); }

TEST(AResult, NamesTheProcessesThatASignalEnded) {
  EXPECT_THAT(sample_text(), HasSubstr("\"deaths\": [\"process 1: SIGSEGV at 0x10\"]"));
  EXPECT_THAT(result_json({}, {}, {}), Not(HasSubstr("deaths")));
}

TEST(AResult, WritesDoublesAsTheShortestTextThatReadsBack) {
  RunResult result;
  result.stats = {{"a", "", "", 0.1}, {"b", "", "", 3.0}};
  EXPECT_THAT(result_json({}, {}, result), HasSubstr("\"a\": 0.1,\n  \"b\": 3.0\n"));
}

TEST(AResult, SaysWhatEndedItEarly) {
  RunManifest manifest = sample_manifest();
  manifest.ended_by = "interrupted";
  EXPECT_THAT(result_json(manifest, {}, sample_result()),
              HasSubstr("\"complete\": false,\n  \"ended_by\": \"interrupted\""));
}

TEST(Intervals, StandAsColumnsOfTheCounters) {
  RunResult result;
  result.stats = {{"hits", "", "", std::uint64_t{5}}, {"ratio", "", "", 0.5}};
  result.intervals = {{10, {2}}, {20, {3}}};
  EXPECT_THAT(result_json({}, {}, result),
              HasSubstr("\"intervals\": {\n  \"accesses\": [10, 20],\n  \"stats\": {\n   \"hits\": "
                        "[2, 3]\n"));
}

TEST(AFileThatIsNoResult, IsRefusedWithTheReason) {
  EXPECT_THAT(error_of("hello"),
              HasSubstr("result.json: is no result of vapa: parse error at line 1"));
  EXPECT_THAT(error_of(""), HasSubstr("is no result of vapa"));
  EXPECT_THAT(error_of(std::string(200'000, '[') + std::string(200'000, ']')),
              HasSubstr("is no result of vapa: nests too deep"));
  EXPECT_THAT(error_of("[1, 2]"), HasSubstr("it has no object \"manifest\""));
  EXPECT_THAT(error_of(R"({"manifest": {}, "config": {}, "units": {}})"),
              HasSubstr("it has no object \"stats\""));
  EXPECT_THAT(error_of(R"({"manifest": {}, "config": {}, "units": {}, "stats": {"x": "y"}})"),
              HasSubstr("the statistic \"x\" is no number"));
  EXPECT_THAT(error_of(sample_text().substr(0, 500)), HasSubstr("is no result of vapa"));
}

}  // namespace
}  // namespace vapa
