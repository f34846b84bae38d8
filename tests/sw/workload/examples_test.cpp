// The traces that come with the project are whole and small.
#include "sw/workload/helpers.hpp"

namespace vapa {
namespace {

using namespace testing_workload;

TEST(ExampleTraces, AreWholeRealProgramsOfTogetherLessThan8MB) {
  std::uint64_t bytes = 0;
  for (const char* name : {"sort", "sqlite3", "python3"}) {
    const std::string path = std::string(VAPA_SOURCE_DIR) + "/examples/traces/" + name + ".vapa";
    bytes += std::filesystem::file_size(path);
    auto processes = open_workload(path);
    ASSERT_EQ(processes.size(), 1U);
    EXPECT_EQ(processes[0].image.name, name);
    EXPECT_FALSE(processes[0].image.infer_vmas);
    EXPECT_GE(processes[0].image.files.size(), 5U);
    std::uint64_t events = 0;
    for (auto batch = processes[0].program->next(); !batch.empty();
         batch = processes[0].program->next()) {
      events += batch.size();
    }
    EXPECT_GT(events, 10'000'000U);
  }
  EXPECT_LT(bytes, 8'000'000U);
}

}  // namespace
}  // namespace vapa
