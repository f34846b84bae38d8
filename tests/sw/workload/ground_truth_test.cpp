// Counts of two recorded programs that were made by other means.
#include <nlohmann/json.hpp>

#include "sw/workload/helpers.hpp"

#include "sw/workload/convert.hpp"

namespace vapa {
namespace {

using namespace testing_workload;

const std::string folder_of_traces = std::string(VAPA_SOURCE_DIR) + "/../shared/traces/";

class GroundTruth : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(folder_of_traces)) {
      GTEST_SKIP() << folder_of_traces << " is not here";
    }
    truth_ = nlohmann::json::parse(read_file(folder_of_traces + "ground-truth.json"))[GetParam()];
  }
  std::string trace() const { return folder_of_traces + GetParam() + ".lackey.zst"; }
  std::array<std::uint64_t, 5> expected() const {
    return {truth_["L"], truth_["S"], truth_["M"], truth_["I"], 0};
  }

  nlohmann::json truth_;
};

std::array<std::uint64_t, 5> counts_of(const std::string& path) {
  std::array<std::uint64_t, 5> counts{};
  for (Process& process : open_workload(path)) {
    for (auto batch = process.program->next(); !batch.empty(); batch = process.program->next()) {
      for (const Event& event : batch) ++counts[static_cast<std::size_t>(event.op)];
    }
  }
  return counts;
}

TEST_P(GroundTruth, TheTextHoldsTheCountedAccesses) { EXPECT_EQ(counts_of(trace()), expected()); }

TEST_P(GroundTruth, TheNativeFormHoldsThemTooInLessThanFourTenthsOfAByteEach) {
  Folder folder;
  const Converted converted = convert(trace(), folder.path("t.vapa"));
  EXPECT_EQ(counts_of(folder.path("t.vapa")), expected());
  EXPECT_LT(static_cast<double>(converted.bytes), 0.4 * static_cast<double>(converted.accesses));
}

INSTANTIATE_TEST_SUITE_P(Traces, GroundTruth, ::testing::Values("true", "gzip"),
                         [](const auto& trace) { return std::string(trace.param); });

}  // namespace
}  // namespace vapa
