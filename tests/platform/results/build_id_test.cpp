#include "platform/results/build_id.hpp"

#include <gmock/gmock.h>

#include <unistd.h>

#include <cstdio>

namespace vapa {
namespace {

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = ::popen(command.c_str(), "r");
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
  ::pclose(pipe);
  return text;
}

TEST(TheBuildId, IsTheOneThatReadelfFindsInTheExecutable) {
  const std::string pid = std::to_string(::getpid());
  EXPECT_THAT(output_of("readelf -n /proc/" + pid + "/exe"),
              ::testing::HasSubstr("Build ID: " + build_id() + "\n"));
  EXPECT_EQ(build_id().size(), 40U);
}

}  // namespace
}  // namespace vapa
