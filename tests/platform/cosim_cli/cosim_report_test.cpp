#include "cosim_cli/cosim_report.hpp"

#include <gmock/gmock.h>

namespace vapa {
namespace {

using ::testing::HasSubstr;
using Verdict = CosimCase::Verdict;

TEST(CosimProgress, CountsEpochs) {
  EXPECT_EQ(cosim_progress("full", {1'000'000, 25, 100}, 2.0, false),
            "full: 25 of 100 epochs, 1.0 M cycles, 500 k/s, 0:06 left");
  EXPECT_EQ(cosim_progress("full", {0, 0, 100}, 2.0, true),
            "full: 0 of at most 100 epochs, 0.0 M cycles, 0 k/s");
}

TEST(Junit, TellsWhatWasSkippedFromWhatPassed) {
  const std::string text = junit_text({{"a", 5, 1, 0.5, Verdict::no_mismatch, ""},
                                       {"b", 5, 1, 0.5, Verdict::mismatch, "<x>\n\x01"},
                                       {"c", 7, 0, 0.5, Verdict::interrupted, ""}});
  EXPECT_THAT(text, HasSubstr("tests=\"3\" failures=\"1\" skipped=\"1\""));
  EXPECT_THAT(text, HasSubstr("name=\"a\" time=\"0.500\"/>"));
  EXPECT_THAT(text, HasSubstr("<failure message=\"&lt;x>&#10; \"/>"));
  EXPECT_THAT(text, HasSubstr("<skipped message=\"interrupted after 7 cycles\"/>"));
}

}  // namespace
}  // namespace vapa
